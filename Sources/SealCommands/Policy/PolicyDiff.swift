// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Reviews
internal import StakeRBAC

/// Says what another policy changes, and for whom.
enum PolicyDiff {
    static let command = Command(
        words: ["policy", "diff"], summary: "Shows what another policy changes for whom.",
        operands: [
            Operand("OLD", "a policy, or built-in"),
            Operand("NEW", "the policy that is to take its place, or built-in"),
        ],
        settings: [PolicyFlags.corpus],
        details: """
            Both are asked the same requests: those of every tier for every kind of object, in own, in other and in the system's
            namespaces, and those of the cases in --corpus. Only what comes out otherwise is shown: + lets more happen, - lets less
            happen, ~ is a setting that no request shows. It ends with 0 if nothing differs, with 1 if something does, with 2 if it
            cannot be told.
            """,
        endsAsDiff: true
    ) { invocation throws(CommandFailure) in
        let old = try policy(invocation.operands[0], invocation)
        let new = try policy(invocation.operands[1], invocation)
        let (before, after) = (try PolicyBench(old), try PolicyBench(new))
        let circumstances = Circumstances(now: invocation.console.now())
        var differences = PolicySettings.differences(old, new)
        // The quick part first: what is wrong with a file of cases is said at once.
        let ofCases = try invocation(PolicyFlags.corpus).map { path throws(CommandFailure) in
            try cases(path, (old, before), (new, after), invocation)
        }
        do throws(ReviewError) {
            for request in PolicyCorpus(policies: [old, new], circumstances: circumstances).requests() {
                let answers = (
                    try before.answer(request.question, by: request.asker, circumstances),
                    try after.answer(request.question, by: request.asker, circumstances)
                )
                let (verb, label) = (request.question.verb, request.label)
                if let found = Difference(request.who, verb, label, answers.0, answers.1) { differences.append(found) }
            }
        } catch { throw CommandFailure("a request cannot be read: \(error.reason)", .software) }
        differences = Difference.merged(differences + (ofCases ?? []))
        let isText = try invocation(Flags.output) == .text
        guard !differences.isEmpty else { return isText ? .null : .list([]) }
        let report: Report =
            isText ? .script(differences.map { $0.line + "\n" }.joined()) : .list(differences.map(\.report))
        throw CommandFailure(Difference.sum(differences), .different, rest: report)
    }

    private static func policy(_ name: String, _ invocation: Invocation) throws(CommandFailure) -> Policy {
        try PolicyCommands.load(name == "built-in" ? nil : name, invocation)
    }

    /// The cases of a corpus, read under each policy: whose namespace is whose hangs on it.
    private static func cases(
        _ path: String, _ old: (policy: Policy, bench: PolicyBench), _ new: (policy: Policy, bench: PolicyBench),
        _ invocation: Invocation
    ) throws(CommandFailure) -> [Difference] {
        var differences: [Difference] = []
        let before = try PolicyTest.entries([path], old.policy, invocation)
        let after = try PolicyTest.entries([path], new.policy, invocation)
        for (first, second) in zip(before, after) {
            let answers = (try answer(first, old.bench), try answer(second, new.bench))
            let place = "\(first.file):\(first.line)"
            if let found = Difference(place, "", first.name, answers.0, answers.1) { differences.append(found) }
        }
        return differences
    }

    private static func answer(_ entry: CaseFile.Entry, _ bench: PolicyBench) throws(CommandFailure) -> PolicyAnswer {
        switch entry.content {
        case .failure(let error): throw CommandFailure(error)
        case .success(let read):
            do throws(ReviewError) {
                if let answer = try read.answer(on: bench) { return answer }
            } catch { throw CommandFailure("\(entry.file):\(entry.line): \(error.reason)", .configuration) }
            throw CommandFailure("\(entry.file):\(entry.line): admission never sees this request", .configuration)
        }
    }
}
