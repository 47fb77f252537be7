// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

@Suite struct NoticeQueueTests {
    private static func queue(_ capacity: Int, _ changes: [TierChange]) -> NoticeQueue {
        var queue = NoticeQueue(capacity: capacity)
        for change in changes { queue.push(change) }
        return queue
    }

    /// All that comes out, by number.
    private static func drain(_ queue: inout NoticeQueue) -> [String] {
        var names: [String] = []
        while let notice = queue.take() {
            names.append(notice.name)
            queue.settle()
        }
        return names
    }

    @Test func `what comes first is told first, and again until it is settled`() {
        var queue = Self.queue(3, [NoticeSample.change(1), NoticeSample.change(2)])
        let (first, again) = (queue.take()?.name, queue.take()?.name)
        #expect(first == "1" && again == "1" && queue.count == 2 && queue.oldest == 1)
        queue.settle()
        let second = queue.take()?.name
        #expect(second == "2" && queue.oldest == 2)
        queue.settle()
        #expect(queue.oldest == nil && queue.count == 0)
    }

    @Test(arguments: [(2, 0), (3, 0), (4, 1), (123, 120)])
    func `what has no room is told as one, last`(_ count: UInt64, _ omitted: UInt64) {
        var queue = Self.queue(3, (1...count).map { NoticeSample.change($0, .tierRaised) })
        #expect(queue.omitted == omitted)
        let names = Self.drain(&queue)
        #expect(names == (1...min(3, count)).map { "\($0)" } + (omitted == 0 ? [] : ["4-\(count)"]))
    }

    @Test func `a slashing takes the place of the last change that is none`() {
        var queue = Self.queue(
            2, [NoticeSample.change(1, .tierRaised), NoticeSample.change(2, .tierLowered), NoticeSample.change(3)])
        #expect(queue.omitted == 1 && queue.oldest == 1)
        #expect(Self.drain(&queue) == ["1", "3", "2-2"])
    }

    @Test func `among slashings alone the latest is left out`() {
        var queue = Self.queue(2, (1...3).map { NoticeSample.change($0) })
        #expect(Self.drain(&queue) == ["1", "2", "3-3"])
    }

    @Test func `nothing counts as settled that was left out and not told of`() {
        var queue = Self.queue(1, [NoticeSample.change(8, .tierRaised), NoticeSample.change(5, .tierRaised)])
        _ = queue.take()
        queue.settle()
        #expect(queue.oldest == 5)
        _ = queue.take()
        #expect(queue.oldest == 5)
        queue.settle()
        #expect(queue.oldest == nil)
    }

    @Test func `what is left out meanwhile is told of once more`() {
        var queue = Self.queue(1, (1...2).map { NoticeSample.change($0, .tierRaised) })
        _ = queue.take()
        queue.settle()
        let first = queue.take()
        queue.push(NoticeSample.change(3, .tierRaised))
        queue.push(NoticeSample.change(4, .tierRaised))
        queue.settle()
        #expect(first?.name == "2-2")
        #expect(Self.drain(&queue) == ["3", "4-4"])
    }

    @Test func `an omission says how many, and where they are`() {
        var omission = Notice.Omission(NoticeSample.change(7))
        omission.add(.init(NoticeSample.change(5)))
        omission.add(.init(NoticeSample.change(9)))
        let sentence =
            "3 more changes of stakes or tiers came faster than they could be told; the chain's events 5 to 9 brought them."
        #expect(omission.sentence == sentence)
        #expect(!Notice.omitted(omission).isWanted(by: [.stakeSlashed]))
        #expect(Notice.omitted(omission).number == 5 && Notice.omitted(omission).heard == Sample.start)
    }

    // It may have been a slashing.
    @Test func `what was not heard is everybody's, and said`() {
        var omission = Notice.Omission(count: 3, first: 6, last: 8, since: Sample.start, unheard: 3)
        #expect(Notice.omitted(omission).isWanted(by: [.stakeSlashed]))
        omission.add(.init(NoticeSample.change(12)))
        let sentence =
            "4 changes of stakes or tiers, or what may be some, are not told one by one; 3 of the chain's events 6 to 12 were not heard."
        #expect(omission.sentence == sentence)
    }
}
