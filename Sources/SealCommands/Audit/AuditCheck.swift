// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Configuration
internal import Crypto
internal import Kernel

/// Says whether a proof holds, from the proof and the chain alone.
enum AuditCheck {
    private static let root = Setting(
        "root", key: "", group: "Audit", ValueKind<[UInt8]>.hex(32).optional, fallback: nil, isFlagOnly: true,
        "The root that the proof must lead to, from whom you trust: then no node is asked.")

    private static let sinceRoot = Setting(
        "since-root", key: "", group: "Audit", ValueKind<[UInt8]>.hex(32).optional, fallback: nil, isFlagOnly: true,
        "With --root: the older root that the proof must go on from.")

    static let command = Command(
        words: ["audit", "check"], summary: "Says whether a proof holds.",
        operands: [Operand("PROOF", "a file that `audit prove` made")], settings: [root, sinceRoot] + Flags.reading,
        details: """
            The root that the proof leads to, and the older one where there is one, must be on the chain under their numbers. With --root
            nobody is asked under which number a root stands, and of which cluster: what the proof says of that is not shown. It ends
            with 0 if the proof holds, with 1 if it does not, with 2 if it cannot be told.
            """,
        endsAsDiff: true
    ) { invocation throws(CommandFailure) in
        let proof = try read(invocation.operands[0])
        let fault: AuditProof.Fault?
        do throws(AuditTrailError) { fault = try proof.fault() } catch { throw CommandFailure("the proof", error) }
        if let fault { throw CommandFailure(sentence(fault), .different) }
        let (root, sinceRoot) = (try invocation(root), try invocation(sinceRoot))
        if let root {
            try compare(proof, root, sinceRoot)
            return report(proof, isOnChain: false)
        }
        guard sinceRoot == nil else { throw CommandFailure("--since-root goes with --root", .usage) }
        let chain = try AuditChain(invocation)
        guard proof.cluster == (try chain.cluster) else {
            throw CommandFailure("the proof is of another cluster than the cluster file", .different)
        }
        for anchored in [proof.anchored] + (proof.since.map { [$0.anchored] } ?? []) {
            guard try chain.root(anchored.sequence) == anchored else {
                throw CommandFailure(
                    "the chain has another root \(anchored.sequence) than the proof, or none", .different)
            }
        }
        return report(proof, isOnChain: true)
    }

    /// The roots of a proof beside those that were given.
    private static func compare(_ proof: AuditProof, _ root: [UInt8], _ older: [UInt8]?) throws(CommandFailure) {
        guard proof.anchored.head.root.bytes == root else {
            throw CommandFailure("the proof leads to another root than --root", .different)
        }
        switch (proof.since, older) {
        case (nil, nil): break
        case (nil, _):
            throw CommandFailure("the proof goes on from no older root, and --since-root names one", .different)
        case (_, nil):
            throw CommandFailure(
                "the proof goes on from an older root: say which with --since-root, or leave --root out", .usage)
        case (let since?, let older?):
            guard since.anchored.head.root.bytes == older else {
                throw CommandFailure("the proof goes on from another root than --since-root", .different)
            }
        }
    }

    private static func read(_ path: String) throws(CommandFailure) -> AuditProof {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: AuditProof.longestFile) } catch {
            throw CommandFailure(path, error)
        }
        let bytes = contents.bytes
        guard let proof = AuditProof(bytes.span) else {
            throw CommandFailure("\(path): this is no proof that `audit prove` made", .noInput)
        }
        return proof
    }

    /// What was proved; numbers and the cluster only where the chain was asked for them.
    private static func report(_ proof: AuditProof, isOnChain: Bool) -> Report {
        let number = { (anchored: AuditProof.Anchored?) -> Report in
            isOnChain ? anchored.map { .number($0.sequence) } ?? .null : .null
        }
        return .of(
            ("cluster", isOnChain ? .text(proof.cluster) : .null), ("log", .text(proof.log)),
            ("entry", .number(proof.index)), ("line", .text(proof.line)), ("anchored", number(proof.anchored)),
            ("root", .text(proof.anchored.head.root.hex)), ("since", number(proof.since?.anchored)),
            ("sinceRoot", proof.since.map { .text($0.anchored.head.root.hex) } ?? .null))
    }

    private static func sentence(_ fault: AuditProof.Fault) -> String {
        switch fault {
        case .line: "the line is no entry of this number"
        case .path: "the path does not lead from the entry to its log's root"
        case .anchor: "the anchoring's line is none"
        case .head: "the anchoring does not name this log as the proof does"
        case .anchorPath: "the path does not lead from the anchoring to the anchored root"
        case .consistency: "the root does not go on from the older one"
        }
    }
}
