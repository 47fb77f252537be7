// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Bytes
internal import Configuration
internal import Crypto

/// Makes a proof that an entry was in its log when it was anchored.
enum AuditProve {
    private static let log = Setting(
        "log", key: "", group: "Audit", ValueKind<String>.path.list(atMost: 64), fallback: [], isFlagOnly: true,
        "The folders of the entry's log.")
    private static let anchors = Setting(
        "anchors", key: "", group: "Audit", ValueKind<String>.path.list(atMost: 64), fallback: [], isFlagOnly: true,
        "The folders of the anchorings, of all controllers that have led.")
    private static let since = Setting(
        "since", key: "", group: "Audit", ValueKind<UInt64>.count.optional, fallback: nil, isFlagOnly: true,
        "The number of an older root, which the one that the proof leads to is to go on from.")

    static let command = Command(
        words: ["audit", "prove"], summary: "Makes a proof that an entry is in an anchored log.",
        operands: [Operand("ENTRY", "the entry's number: what stands at n in its line")],
        settings: [log, anchors, since, AuditFlags.isOffline] + Flags.reading,
        details: """
            The proof is the entry, a path from it to its log's root (RFC 9162), the anchoring that names that root, and a path from there
            to a root on the chain. `audit check` needs nothing beside it and that root. With --offline it leads to the end of the
            anchorings as they are in the folders.
            """
    ) { invocation throws(CommandFailure) in
        let index = try invocation.operand(0, "ENTRY", ValueKind<UInt64>.count)
        let (folders, anchors) = (try invocation(log), try invocation(anchors))
        guard !folders.isEmpty, !anchors.isEmpty else {
            throw CommandFailure("--log and --anchors must be given", .usage)
        }
        let isOffline = try invocation(AuditFlags.isOffline)
        let chain = isOffline ? nil : try AuditChain(invocation)
        var roots = try chain?.roots()
        let logs = try AuditVerify.read(folders + anchors, roots)
        guard logs.logs.count == 1, let name = logs.logs.first?.log else {
            throw CommandFailure("--log must name the folders of one log, and not those of the anchorings", .usage)
        }
        if roots == nil { roots = try Self.end(of: logs) }
        let older = try Self.older(try invocation(since), roots ?? [])
        let cluster = try chain?.cluster ?? ""
        let proof: AuditProof
        do throws(AuditProver.Refusal) {
            let prover = AuditProver(logs, roots: roots ?? [])
            proof = try prover.prove(index, of: name, cluster: cluster, since: older)
        } catch { throw refusal(error, index) }
        var text = ByteBuffer()
        proof.append(to: &text)
        return .script(String(decoding: text.bytes, as: UTF8.self))
    }

    /// The anchorings as they are: a root that the next one on the chain goes on from, if they are right.
    private static func end(of logs: AnchoredLogs) throws(CommandFailure) -> [AuditProof.Anchored] {
        guard let anchors = logs.anchors, anchors.end.size > 0 else { return [] }
        do throws(AuditTrailError) {
            let head = try anchors.end.head()
            return [AuditProof.Anchored(sequence: head.size, head: head)]
        } catch { throw CommandFailure("anchors", error) }
    }

    private static func older(
        _ sequence: UInt64?, _ roots: [AuditProof.Anchored]
    ) throws(CommandFailure) -> AuditProof.Anchored? {
        guard let sequence else { return nil }
        guard let root = roots.first(where: { $0.sequence == sequence }) else {
            throw CommandFailure("the chain has no root \(sequence): --since names one that it has", .refused)
        }
        return root
    }

    private static func refusal(_ refusal: AuditProver.Refusal, _ index: UInt64) -> CommandFailure {
        switch refusal {
        case .noLog: CommandFailure("none of the folders of --log has a log", .noInput)
        case .noAnchors: CommandFailure("none of the folders of --anchors has an anchoring", .noInput)
        case .noEntry:
            CommandFailure("entry \(index) is not here, or not as it was written: see `audit verify`", .refused)
        case .notAnchored:
            CommandFailure("no root on the chain is over entry \(index) yet: wait for the next anchoring", .temporary)
        case .noneNewer:
            CommandFailure(
                "entry \(index) is anchored, and no root is newer than the one that --since names: name an older one, or wait for the next anchoring",
                .temporary)
        case .older: CommandFailure("segments are missing that the proof needs: bring older ones back", .noInput)
        case .differs:
            CommandFailure("what is here is not what was anchored: `audit verify` says where", .refused)
        case .failed(let error): CommandFailure("the logs", error)
        }
    }
}
