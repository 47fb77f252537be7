// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Bytes
internal import Kernel

/// One attempt to put how far the audit logs are on the chain.
///
/// The order makes it safe to stop anywhere, and to go on elsewhere. The entry is on disk before anybody is told of it; what others must know
/// to go on is with them before the root is sent. Each root has one entry more than the chain's last, and that many is its number: so of
/// all that were ever sent behind one root the chain takes one, however late they come. What the chain has decides: whose entry is not
/// under its root goes on behind what is.
struct AnchorRound: Sendable {
    let store: any AnchorStore
    let chain: any AnchorChain
    let log: any AnchorLog
    let source: any HeadSource
    /// The number of the root behind which the log of anchorings may be begun anew, if nobody has its tree: an operator said so.
    var restartsAfter: UInt64?
    /// Writes down that the log is about to be begun anew behind this root; false where that does not last, and then it is not.
    var restarts: @Sendable (AnchoredRoot) -> Bool = { _ in true }
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
        /// The heads that were not believed; `nil` where nobody was asked.
        var refused: [HeadJudgement.Refused]?
        /// The root behind which the log of anchorings was begun anew.
        var restarted: AnchoredRoot?
        /// Whether what another controller has left could not be proved, so that nothing but its tree was taken.
        var isUnproved = false
    }

    /// Where the chain is.
    private struct Base {
        let mark: AnchorMark
        /// The root behind which the log is begun anew.
        var lost: AnchoredRoot?
        var isUnproved = false
    }

    /// What is to be anchored, and what came to light on the way.
    private struct Step {
        /// `nil` where there is nothing new.
        var next: AnchorMark?
        var logs = 0
        var refused: [HeadJudgement.Refused]?
    }

    /// Anchors what is new; `quiet` is a head that is known though it was not anchored.
    func run(quiet: LogHead?, at now: WallTime) throws(AnchorFailure) -> Result {
        try lead()
        let (memory, version) = try store.read()
        let last = try chain.last()
        let base = try base(last, memory)
        try lead()
        if let lost = base.lost, !restarts(lost) {
            throw AnchorFailure(.disk, "it cannot be written down that the log of anchorings is begun anew")
        }
        do throws(AnchorFailure) {
            let step = try step(behind: base, quiet: quiet, at: now)
            var result = Result(
                root: last, isNew: false, logs: step.logs, refused: step.refused, restarted: base.lost,
                isUnproved: base.isUnproved)
            guard let next = step.next else { return result }
            result.root = try anchor(next, step) { () throws(AnchorFailure) in
                _ = try store.write(memory.going(from: base.mark, to: next), over: version)
            }
            result.isNew = true
            return result
        } catch {
            var failure = error
            failure.restarting = base.lost
            throw failure
        }
    }

    /// Puts a tree's root on the chain, once others can find the tree.
    private func anchor(
        _ next: AnchorMark, _ step: Step, telling: () throws(AnchorFailure) -> Void
    ) throws(AnchorFailure) -> AnchoredRoot {
        var root: AnchoredRoot?
        do throws(AnchorFailure) {
            try lead()
            try telling()
            try lead()
            let head = try next.position.checkedHead()
            let new = AnchoredRoot(sequence: head.size, head: head)
            root = new
            try chain.anchor(head, sequence: head.size)
            return new
        } catch {
            var failure = error
            (failure.refused, failure.root) = (step.refused, root)
            throw failure
        }
    }

    /// What is to be anchored next.
    private func step(behind base: Base, quiet: LogHead?, at now: WallTime) throws(AnchorFailure) -> Step {
        let mark = base.mark
        if let found = try found(behind: mark) { return Step(next: found) }
        if let lost = base.lost {
            // It says behind what it was begun anew before it says anything else.
            try lead()
            return Step(next: try append(RestartEntry(lost: lost.head).line(at: now, known: mark.heads), to: mark))
        }
        // Entries of older versions do not name all logs.
        let known = mark.isWhole ? mark.heads : HeadJudgement.merge(mark.heads, over: try log.lastHeads())
        let (heads, refused) = source.heads()
        let judgement = HeadJudgement(heads, known: known, quiet: quiet, refused: refused)
        source.believed(judgement.accepted)
        do throws(AnchorFailure) {
            guard judgement.isGrown else {
                if judgement.accepted.isEmpty {
                    throw AnchorFailure(.noHeads, "no audit log gave a head that can be believed")
                }
                return Step(refused: judgement.refused)
            }
            try lead()
            let entry = AnchorEntry(
                sequence: mark.position.size + 1, heads: judgement.accepted, known: judgement.others(of: known))
            return Step(
                next: try append(entry.line(at: now), to: mark), logs: judgement.accepted.count,
                refused: judgement.refused)
        } catch {
            var failure = error
            failure.refused = judgement.refused
            throw failure
        }
    }

    private func lead() throws(AnchorFailure) {
        guard isLeading() else { throw AnchorFailure(.notLeader, "another controller leads") }
    }

    /// With the entry behind the base, if there is one: it was to be anchored before, and is anchored first.
    ///
    /// One and no more, however many there are: of what failed, of a crash, or of what the log says of itself.
    private func found(behind base: AnchorMark) throws(AnchorFailure) -> AnchorMark? {
        let stands = try log.goOn(from: base.position)
        guard stands.size > base.position.size else { return nil }
        let next = try base.adding(try log.entry(base.position.size))
        guard stands.size > next.position.size || stands == next.position else {
            throw AnchorFailure(.disk, "an entry is not what it was")
        }
        return next
    }

    /// Adds an entry to the log.
    private func append(_ entry: borrowing ByteBuffer, to base: AnchorMark) throws(AnchorFailure) -> AnchorMark {
        var line = ByteBuffer(capacity: entry.count + 128)
        let object = entry.span.extracting(first: entry.count - 1)
        TrailLine.append(object, index: base.position.size, previous: base.position.last, to: &line)
        let next = try base.adding(line.bytes)
        guard try log.append(entry) == next.position else {
            // The log has said something of itself before: that is anchored first.
            throw AnchorFailure(.disk, "the entry is not where it should be")
        }
        return next
    }

    /// The tree of the chain's root, and what follows from it: from what others have left, or from what is here.
    ///
    /// Where nobody has it, and an operator has said so of this root, that of a log that is begun anew behind it.
    private func base(_ last: AnchoredRoot?, _ memory: AnchorMemory) throws(AnchorFailure) -> Base {
        guard let last else { return Base(mark: .beginning) }
        guard last.sequence == last.head.size else {
            throw AnchorFailure(.unknownRoot, "the last root on the chain was not anchored by a controller")
        }
        let left = try memory.mark(of: last.head)
        if let left, left.proof != nil { return Base(mark: left) }
        let own = try log.mark(at: last.head.size)
        if let own, try own.position.checkedHead() == last.head { return Base(mark: own) }
        if let left { return Base(mark: left, isUnproved: true) }
        guard restartsAfter == last.sequence else {
            throw AnchorFailure(.unknownRoot, "the chain has a root whose tree is neither here nor in the ConfigMap")
        }
        let position: TrailPosition
        do throws(AuditTrailError) { position = try .restart(after: last.head) } catch {
            throw AnchorFailure(.disk, "no digest can be made")
        }
        guard try canRestart(at: position, own) else {
            // What is said first would not be that the log was begun anew.
            throw AnchorFailure(.unknownRoot, "the folder of anchorings holds something else: move it away")
        }
        return Base(mark: AnchorMark(position: position, heads: try log.lastHeads()), lost: last)
    }

    /// Whether the log's folder holds nothing that is as long, or what an attempt has left there that came to nothing.
    private func canRestart(at start: TrailPosition, _ own: AnchorMark?) throws(AnchorFailure) -> Bool {
        let size = try log.position().size
        guard size >= start.size else { return true }
        guard own?.position == start else { return false }
        guard size > start.size else { return true }
        let line = try log.entry(start.size)
        return AnchoredHeads(line.span)?.isRestart ?? false
    }
}
