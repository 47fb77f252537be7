// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import SuiLedger
import TestSupport
import Testing

@Suite struct FollowTests {
    private static func event(_ number: UInt8, _ index: UInt32, _ checkpoint: UInt64) -> EmittedEvent {
        EmittedEvent(
            identity: .init(transaction: Digest(Address(number).raw), index: index), checkpoint: checkpoint,
            type: StructTag(Address(1), "m", "E"), contents: [])
    }

    @Test func `an event is seen once, an older one not again`() {
        var position = FollowPosition(checkpoint: 5)
        let taken = [
            Self.event(1, 0, 5), Self.event(1, 0, 5), Self.event(1, 1, 5), Self.event(2, 0, 7), Self.event(1, 2, 5),
            Self.event(2, 0, 7),
        ].map { event in
            defer { position.settle() }
            return position.insert(event)
        }
        #expect(taken == [true, false, true, true, false, false])
        #expect(position.checkpoint == 7)
    }

    @Test func `a position stays where it is until nothing is missing, and forgets nothing meanwhile`() {
        var position = FollowPosition(checkpoint: 5)
        let taken = [Self.event(1, 0, 9), Self.event(2, 0, 6), Self.event(1, 0, 9), Self.event(3, 0, 4)]
            .map { position.insert($0) }
        #expect(taken == [true, true, false, false])
        #expect(position.checkpoint == 5 && position.highest == 9 && position.seenCount == 2)
        #expect(FollowPosition(text: position.text) == position)
        position.advance(to: 8)
        #expect(position.checkpoint == 8 && position.seenCount == 1)
        position.settle()
        let isNew = position.insert(Self.event(1, 0, 9))
        #expect(position.checkpoint == 9 && !isNew)
    }

    @Test func `a position comes back from its text`() throws {
        var position = FollowPosition(checkpoint: 5)
        for index: UInt32 in 0..<20 { _ = position.insert(Self.event(UInt8(index % 3), index, 9)) }
        #expect(FollowPosition(text: position.text) == position)
        #expect(FollowPosition(text: FollowPosition().text) == FollowPosition())
        let text = position.text
        for count in 0..<text.utf8.count {
            // A file that broke off is no position: half of what was seen would let events through twice.
            #expect(FollowPosition(text: String(decoding: Array(text.utf8).prefix(count), as: UTF8.self)) != position)
        }
        for text in [
            "", "x", "k3s-daas position 1\n", "k3s-daas position 1\n-1\n", "k3s-daas position 2\n1\n",
            "k3s-daas position 1\n1\nx 1 1\n",
            "k3s-daas position 1\n2\n4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi 1 1\n",
        ] {
            #expect(FollowPosition(text: text) == nil)
        }
    }

    @Test func `a position is saved, and one that is not there is none`() throws {
        var template = Array("/tmp/position-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let path = folder + "/position"
        defer {
            unlink(path)
            rmdir(folder)
        }
        #expect(FollowPosition.read(path) == nil)
        var position = FollowPosition(checkpoint: 3)
        _ = position.insert(Self.event(1, 0, 4))
        try position.write(path)
        #expect(FollowPosition.read(path) == position)
    }

    /// A chain that grows while it is followed, by nodes that lag, break off and take turns, and a follower that is restarted.
    ///
    /// Every event is seen, once, in order.
    @Test(arguments: Seeds.all) func `no event is lost or doubled, whatever goes wrong`(_ seed: Int) throws {
        var dice = MirrorTests.Dice(state: UInt64(seed))
        var history: [EmittedEvent] = []
        for checkpoint: UInt64 in 1...30 where Int.random(in: 0..<3, using: &dice) > 0 {
            for index in 0..<UInt32.random(in: 1..<6, using: &dice) {
                history.append(Self.event(UInt8(checkpoint), index, checkpoint))
            }
        }
        var plan = FollowPlan(packages: [Address(1)], position: FollowPosition())
        var saved = plan.position
        var seen: [EmittedEvent] = []
        var savedCount = 0
        var tip: UInt64 = 0
        var rounds = 0
        while rounds < 1000 {
            rounds += 1
            if tip < 30 { tip += UInt64.random(in: 0...2, using: &dice) }
            // A node shows whole checkpoints, as far as it is: behind the tip by up to three, at the end not at all.
            let lag = rounds > 300 ? 0 : UInt64.random(in: 0...3, using: &dice)
            let shown = history.filter { ($0.checkpoint ?? 0) <= max(tip, lag) - lag }
            let question = plan.question
            let asked = shown.filter { ($0.checkpoint ?? 0) >= question.from }
            var start = 0
            if case .text(let text)? = question.after { start = Int(text) ?? 0 }
            switch Int.random(in: 0..<10, using: &dice) {
            case 0: plan.failed()
            case 1:
                // The process ends; what was seen after the last save is seen again by the next.
                plan = FollowPlan(packages: [Address(1)], position: saved)
                seen.removeLast(seen.count - savedCount)
            default:
                // A cursor counts from the same filter; a node that does not know it refuses.
                guard start <= asked.count, question.after == nil || start > 0 else {
                    plan.failed()
                    continue
                }
                let end = min(start + Int.random(in: 1..<5, using: &dice), asked.count)
                let page = EventPageQuestion.Events(
                    events: Array(asked[start..<end]), next: end < asked.count ? .text("\(end)") : nil)
                seen += plan.take(page).events
                plan.settle()
                // A cursor belongs to the question that it came from.
                #expect(page.next == nil || plan.question.from == question.from)
                if Bool.random(using: &dice) {
                    saved = plan.position
                    savedCount = seen.count
                }
            }
            if tip >= 30 && seen.count == history.count && rounds > 300 { break }
        }
        #expect(seen.map(\.identity) == history.map(\.identity))
    }
}
