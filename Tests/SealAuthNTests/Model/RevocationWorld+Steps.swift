// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

@testable import SealAuthN

/// What happens to the chain's copy, to nodes and to clocks.
extension RevocationWorld {
    mutating func passTime() {
        if kind == .skewed, dice.one(in: 12) {
            offset = Int64(dice.within(0...8000)) * 1_000_000 - 4_000_000_000
            say("clock", "off by \(offset / 1_000_000) ms")
        }
        let chance = dice.below(200)
        let time =
            switch chance {
            case 0..<120: dice.within(0...400)
            case 120..<170: dice.within(400...2500)
            case 170..<196: dice.within(2500...12_000)
            case 196..<199: dice.within(12_000...90_000)
            default: dice.within(90_000...600_000)
            }
        pass(time)
        say("time", "\(time) ms pass, tip \(tip)")
    }

    mutating func follow() {
        guard follower.isFollowing, !isStopped else { return }
        let target = tip - min(tip, streamLag)
        let leavesOut = dice.one(in: 12)
        let taken = follower.advance(chain, to: target, leavesOut: leavesOut, now: now.monotonic)
        for (part, state) in taken { model.copy(state, of: part) }
        say("follow", "to \(target), \(taken.map { "\($0.part) \($0.state.sequence)" })\(leavesOut ? ", not all" : "")")
        // Now and then somebody looks between the tables and the mark.
        if !dice.one(in: 4) { follower.show() }
        see("follow")
    }

    /// The model sees the mark that everybody sees.
    mutating func see(_ kind: String) {
        let mark = follower.board.withLock { $0 }
        model.mark = mark
        let parts = follower.missing.compactMap { change in
            mark.hasHole || mark.checkpoint ?? 0 < change.height ? nil : change.part
        }
        model.distrust(parts)
        if kind == "mark" { say("mark", "\(mark.checkpoint ?? 0), hole \(mark.hasHole), complete \(mark.isComplete)") }
    }

    mutating func changeCopy() {
        switch dice.below(16) {
        case 0..<3:
            isStopped.toggle()
            say("stop", "\(isStopped)")
        case 3..<5:
            streamLag = dice.one(in: 3) ? dice.within(0...80) : dice.within(0...4)
            say("lag", "\(streamLag)")
        case 5..<8 where !follower.missing.isEmpty:
            for (part, state) in follower.fill(chain, now: now.monotonic) { model.copy(state, of: part) }
            follower.show()
            see("fill")
            say("fill", "")
        case 8:
            follower.interrupt()
            follower.show()
            see("interrupt")
            say("interrupt", "")
        case 9 where isEmptying || dice.one(in: 4): forget()
        default:
            if isEmptying { return forget() }
            guard follower.isFollowing else {
                for (part, state) in follower.begin(chain, at: tip, now: now.monotonic, using: &dice) {
                    model.copy(state, of: part)
                }
                say("begin", "at \(follower.height)")
                return
            }
            let listed = follower.complete(chain)
            for (part, state) in listed { model.copy(state, of: part) }
            follower.show()
            see("complete")
            say("complete", "\(listed.count)")
        }
    }

    /// First the mark, then, after a while, the tables.
    mutating func forget() {
        guard isEmptying else {
            isEmptying = true
            follower.forget()
            see("forget")
            return say("forget", "the mark")
        }
        isEmptying = false
        follower.tables.removeAll()
        model.forgetCopy()
        say("forget", "the tables")
    }

    mutating func changeNode() {
        let index = dice.below(nodes.count)
        let lies: [ModelNode.Lie] =
            switch kind {
            case .honest, .skewed: []
            case .lying: [.staleHeader, .frozenHeight, .notFound, .sameSequence]
            case .inventing: ModelNode.Lie.allCases + [.invention, .invention]
            }
        switch dice.below(4) {
        case 0: nodes[index].lag = dice.one(in: 4) ? dice.within(0...80) : dice.within(0...30)
        case 1: nodes[index].failure = dice.one(in: 2) ? LedgerError(.unavailable, "") : LedgerError(.throttled, "")
        case 2 where !lies.isEmpty:
            // One of the three, always the same.
            nodes[0].lie = lies[dice.below(lies.count)]
            nodes[0].frozen = tip
            nodes[0].failure = nil
        default: nodes[index].failure = nil
        }
        say(
            "node",
            "\(index): behind \(nodes[index].lag), \(nodes[index].failure?.code.rawValue ?? "up"), "
                + "the first \(nodes[0].lie.map { "tells \($0)" } ?? "is honest")")
    }
}
