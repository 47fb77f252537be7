// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Kernel

/// One attempt to put how far the audit logs are on the chain.
///
/// The order makes it safe to stop anywhere, and to go on elsewhere. The entry is on disk before anybody is told of it; what others must know
/// to go on is with them before the root is sent; and of two that send at once the chain takes one, as both use the same number. What the
/// chain has decides: whose entry is not under its root goes on behind what is.
struct AnchorRound: Sendable {
    let store: any AnchorStore
    let chain: any AnchorChain
    let log: any AnchorLog
    let source: any HeadSource
    /// The number of the root behind which the log of anchorings may be begun anew, if nobody has its tree: an operator said so.
    var restartsAfter: UInt64?
    /// Asked again before everything that only a leader may do.
    let isLeading: @Sendable () -> Bool

    /// What came of it.
    struct Result: Sendable {
        /// The root that is on the chain now; `nil` where there is none yet.
        var root: AnchoredRoot?
        /// Whether it was put there now.
        var isNew: Bool
        /// How many logs it is about.
        var logs = 0
        /// The heads that were not believed.
        var refused: [HeadJudgement.Refused] = []
        /// The root behind which the log of anchorings was begun anew.
        var restarted: AnchoredRoot?
    }

    /// Anchors what is new; `quiet` is a head that is known though it was not anchored.
    func run(quiet: LogHead?, at now: WallTime) throws(AnchorFailure) -> Result {
        try lead()
        let (memory, version) = try store.read()
        let last = try chain.last()
        let (base, lost) = try base(last, memory)
        try lead()
        var next = AnchorMark(position: try log.goOn(from: base.position), heads: base.heads)
        var result = Result(root: last, isNew: false)
        result.restarted = lost
        // What is beyond the base was to be anchored before, and is anchored first.
        if let lost {
            // It says behind what it was begun anew before it says anything else; once more after an attempt that came to nothing.
            let known = HeadJudgement.merge(try log.lastHeads(), over: base.heads)
            try lead()
            let entry = RestartEntry(lost: lost.head)
            next = AnchorMark(position: try log.append(entry.line(at: now)), heads: known)
        } else if next.position.size > base.position.size {
            next = AnchorMark(
                position: next.position, heads: HeadJudgement.merge(try log.lastHeads(), over: base.heads))
        } else {
            let judgement = HeadJudgement(source.heads(), known: base.heads, quiet: quiet)
            result.refused = judgement.refused
            guard judgement.isGrown else {
                if judgement.accepted.isEmpty {
                    throw AnchorFailure(.noHeads, "no audit log gave a head that can be believed")
                }
                return result
            }
            try lead()
            let entry = AnchorEntry(sequence: next.position.size + 1, heads: judgement.accepted)
            next = AnchorMark(
                position: try log.append(entry.line(at: now)), heads: judgement.heads(after: base.heads))
            result.logs = judgement.accepted.count
        }
        try lead()
        _ = try store.write(memory.going(from: base, to: next), over: version)
        try lead()
        let head = try next.position.checkedHead()
        try chain.anchor(head, sequence: head.size)
        (result.root, result.isNew) = (AnchoredRoot(sequence: head.size, head: head), true)
        return result
    }

    private func lead() throws(AnchorFailure) {
        guard isLeading() else { throw AnchorFailure(.notLeader, "another controller leads") }
    }

    /// The tree of the chain's root: what is here is asked first, as what others left need not be trusted.
    ///
    /// Where nobody has it, and an operator has said so of this root, that of a log that is begun anew behind it.
    private func base(
        _ last: AnchoredRoot?, _ memory: AnchorMemory
    ) throws(AnchorFailure) -> (mark: AnchorMark, lost: AnchoredRoot?) {
        guard let last else { return (AnchorMark(position: TrailPosition(), heads: []), nil) }
        guard last.sequence == last.head.size else {
            throw AnchorFailure(.unknownRoot, "the last root on the chain was not anchored by a controller")
        }
        let left = try memory.mark(of: last.head)
        let own = try log.position()
        if own.size == last.head.size, try own.checkedHead() == last.head {
            return (AnchorMark(position: own, heads: left?.heads ?? []), nil)
        }
        if let left { return (left, nil) }
        guard restartsAfter == last.sequence else {
            throw AnchorFailure(.unknownRoot, "the chain has a root whose tree is neither here nor in the ConfigMap")
        }
        let position: TrailPosition
        do throws(AuditTrailError) { position = try .restart(after: last.head) } catch {
            throw AnchorFailure(.disk, "no digest can be made")
        }
        return (AnchorMark(position: position, heads: try log.lastHeads()), last)
    }
}
