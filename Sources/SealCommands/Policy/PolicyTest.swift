// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import StakeRBAC

/// Asks requests of files, and compares what becomes of them with what the files expect.
enum PolicyTest {
    static let command = Command(
        words: ["policy", "test"], summary: "Compares what becomes of requests with what is expected.",
        operands: [Operand("FILE", "a file of cases, or a folder of such files", isRepeated: true)],
        settings: [PolicyFlags.policy, PolicyFlags.run, PolicyFlags.caseFormat],
        details: """
            Of a folder, the files that end in .yaml, .yml or .json are read, and none of the folders in it: objects lie there. A
            case that cannot be read has failed. It ends with 0 if all came as expected, with 1 if not, with 2 if none was asked.
            """,
        endsAsDiff: true
    ) { invocation throws(CommandFailure) in
        let policy = try PolicyCommands.load(try invocation(PolicyFlags.policy), invocation)
        let bench = try PolicyBench(policy)
        let entries = try entries(invocation.operands, policy, invocation)
        let part = try invocation(PolicyFlags.run)
        let chosen = entries.filter { entry in part.map { entry.name.contains($0) } ?? true }
        guard !chosen.isEmpty else { throw CommandFailure("there is no such case", .usage) }
        let results = chosen.map { result($0, bench) }
        let report = Report.script(try invocation(PolicyFlags.caseFormat).write(results))
        guard results.contains(where: { $0.failure != nil }) else { return report }
        throw CommandFailure(CaseResult.sum(results), .different, rest: report)
    }

    /// The cases of files and folders.
    static func entries(
        _ paths: [String], _ policy: Policy, _ invocation: Invocation
    ) throws(CommandFailure) -> [CaseFile.Entry] {
        let reader = CaseFile(policy: policy, now: invocation.console.now())
        var entries: [CaseFile.Entry] = []
        for path in paths {
            let files = try CaseFile.paths(path)
            guard !files.isEmpty else { throw CommandFailure("\(path): there are no cases in it", .noInput) }
            for file in files { entries += reader.entries(file) }
        }
        return entries
    }

    private static func result(_ entry: CaseFile.Entry, _ bench: PolicyBench) -> CaseResult {
        let failure: String? =
            switch entry.content {
            case .success(let read): read.failure(on: bench)
            case .failure(let error): error.description
            }
        return CaseResult(file: entry.file, line: entry.line, name: entry.name, failure: failure)
    }
}
