// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import PolicyFile
internal import StakeRBAC

/// Says what is wrong with policy files, and what they weaken.
enum PolicyCheck {
    static let command = Command(
        words: ["policy", "check"], summary: "Says everything that is wrong with policy files.",
        operands: [Operand("FILE", "a policy", isRepeated: true)],
        details: """
            A line for each problem: FILE:LINE:COLUMN: key: reason; and for each thing that a file weakens, with "warning" in
            it. It ends with 0 if all files can be used, with 1 if not, with 2 if it could not be asked.
            """,
        endsAsDiff: true
    ) { invocation throws(CommandFailure) in
        var lines: [String] = []
        var files: [Report] = []
        var refused = 0
        for path in invocation.operands {
            let (version, warnings, problems) = read(path, invocation)
            if version == nil { refused += 1 }
            lines += warnings.map { "\($0) (warning)" } + problems
            if let version { lines.append("\(path): ok, \(version)") }
            files.append(
                .of(
                    ("file", .text(path)), ("version", version.map { .text($0) } ?? .null),
                    ("problems", .list(problems.map { .text($0) })), ("warnings", .list(warnings.map { .text($0) }))))
        }
        let isText = try invocation(Flags.output) == .text
        let shown = lines.map { TextWriter.visible($0) + "\n" }.joined()
        let report: Report = isText ? .script(shown) : .list(files)
        guard refused > 0 else { return report }
        throw CommandFailure("\(refused) of \(files.count) files cannot be used", .different, rest: report)
    }

    private static func read(
        _ path: String, _ invocation: Invocation
    ) -> (version: String?, warnings: [String], problems: [String]) {
        do throws(ConfigurationError) {
            let loaded = try PolicyFile.read(path, now: invocation.console.now())
            return (loaded.policy.version, loaded.warnings, [])
        } catch {
            return (nil, [], error.description.split(separator: "\n").map(String.init))
        }
    }
}
