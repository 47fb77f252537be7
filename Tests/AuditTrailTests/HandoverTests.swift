// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import Testing

@testable import AuditTrail

/// A trail that is begun while another process still writes it.
@Suite(.timeLimit(.minutes(10))) struct HandoverTests {
    private let folder: TemporaryFolder
    private let heard = Heard()

    init() throws { folder = try TemporaryFolder() }

    @Test func `lines of the second wait for the first to end, and come behind its last`() throws {
        let first = try AuditTrail(folder.settings())
        for number in 0..<50 { first.append(TrailReading.object(number)) }
        let second = try AuditTrail(successor())
        #expect(second.waited != nil && first.waited == nil)
        #expect(second.head == TreeHead(size: 0, root: try #require(Bytes32(hex: TreeVectors.roots[0]))))
        let told = Monitor<[Bool]>([])
        second.append(TrailReading.object(100)) { isDurable in
            told.withLock { $0.append(isDurable) }
            told.notifyAll()
        }
        for number in 101..<150 { second.append(TrailReading.object(number)) }
        for number in 50..<100 { first.append(TrailReading.object(number)) }
        #expect(first.settle(within: .seconds(300)))
        // The folder is another's: nothing of the second is there, and nobody was told that it is.
        #expect(second.statistics.taken == 50 && second.statistics.durable == 0)
        #expect(told.withLock { $0 }.isEmpty)
        #expect(try TrailReading(folder.trail).numbers == Array(0..<100))
        #expect(first.close(within: .seconds(300)))
        #expect(second.settle(within: .seconds(300)))
        #expect(second.waited == nil)
        // Who looks sees it before those are called who wait.
        let answer = told.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0.isEmpty ? nil : $0 }
        #expect(answer == [true])
        second.append(TrailReading.object(150))
        #expect(second.close(within: .seconds(300)))
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == Array(0...150))
        #expect(reading.damage.isEmpty && reading.torn == 0 && reading.lines.count == 151)
        #expect(second.position == reading.end)
        #expect(try second.head == reading.end.head())
        #expect(second.statistics.durable == 51 && second.statistics.dropped == 0 && second.statistics.lost == 0)
        #expect(heard.kinds == ["waiting", "takenOver"])
    }

    @Test func `a folder that nobody has is opened at once`() throws {
        let trail = try AuditTrail(successor())
        #expect(trail.waited == nil)
        trail.append(TrailReading.object(1))
        #expect(trail.close(within: .seconds(300)))
        #expect(try TrailReading(folder.trail).numbers == [1])
        #expect(heard.kinds.isEmpty)
        // What is wrong ends the start, as without a predecessor.
        #expect(throws: AuditTrailError(.otherLog, "")) { try AuditTrail(successor { $0.log = "other@here" }) }
        let bytes: [UInt8] = [1]
        try FileReplacement.write(bytes.span, to: "\(folder.path)/file", readers: .owner)
        let path = folder.path
        #expect {
            try AuditTrail(successor { $0.folder = "\(path)/file" })
        } throws: { ($0 as? AuditTrailError)?.code == .system }
    }

    @Test func `of two that wait, the one that came first is next`() throws {
        let first = try AuditTrail(folder.settings())
        first.append(TrailReading.object(1))
        let second = try AuditTrail(successor())
        second.append(TrailReading.object(2))
        waitUntilQueued()
        let third = try AuditTrail(successor())
        third.append(TrailReading.object(3))
        #expect(first.close(within: .seconds(300)))
        #expect(second.settle(within: .seconds(300)))
        #expect(third.waited != nil && third.statistics.durable == 0)
        #expect(second.close(within: .seconds(300)))
        #expect(third.close(within: .seconds(300)))
        #expect(try TrailReading(folder.trail).numbers == [1, 2, 3])
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `memory is bounded meanwhile, and the trail says what did not fit`(_ extra: Int, _ fits: Bool) throws {
        let limit = 64 << 10
        let first = try AuditTrail(folder.settings())
        let second = try AuditTrail(successor { $0.memory = limit })
        second.append(TrailReading.object(1, padding: limit / 2))
        let rest = limit - TrailReading.object(1, padding: limit / 2).count
        let last = TrailReading.object(2, padding: rest + extra - TrailReading.object(2).count)
        #expect(last.count == rest + extra)
        second.append(last)
        #expect(second.statistics.dropped == (fits ? 0 : 1))
        #expect(first.close(within: .seconds(300)))
        #expect(second.close(within: .seconds(300)))
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == (fits ? [1, 2] : [1]))
        #expect(reading.count(ofKind: "dropped") == (fits ? 0 : 1))
    }

    @Test func `one that ends before the folder is its own counts its lines as lost, and says so`() throws {
        let first = try AuditTrail(folder.settings())
        first.append(TrailReading.object(1))
        let second = try AuditTrail(successor())
        let told = Locked<[Bool]>([])
        second.append(TrailReading.object(2))
        second.append(TrailReading.object(3)) { isDurable in told.withLock { $0.append(isDurable) } }
        #expect(!second.close(within: .milliseconds(200)))
        heard.wait(for: "neverOurs")
        #expect(heard.notices == [.waiting, .neverOurs(lost: 2)])
        #expect(second.statistics.lost == 2 && second.statistics.taken == 2 && told.withLock { $0 } == [false])
        // What comes later is dropped, and nobody waits for it.
        second.append(TrailReading.object(4)) { isDurable in told.withLock { $0.append(isDurable) } }
        #expect(!second.settle(within: .seconds(300)))
        #expect(told.withLock { $0 } == [false, false] && second.statistics.dropped == 1)
        #expect(first.close(within: .seconds(300)))
        #expect(try TrailReading(folder.trail).numbers == [1])
    }

    @Test func `one that is to end still takes over what is left to it in time`() throws {
        let first = try AuditTrail(folder.settings())
        let second = try AuditTrail(successor())
        second.append(TrailReading.object(2))
        let isClosed = Locked<Bool?>(nil)
        let closing = try SharedThread(name: "closing") {
            let isWritten = second.close(within: .seconds(600))
            isClosed.withLock { $0 = isWritten }
        }
        // Closing has begun once nothing is taken any more.
        while second.statistics.dropped == 0 {
            second.append(TrailReading.object(3))
            Pause.take(.milliseconds(1))
        }
        #expect(isClosed.withLock { $0 } == nil)
        #expect(first.close(within: .seconds(300)))
        closing.join()
        #expect(isClosed.withLock { $0 } == true)
        #expect(try TrailReading(folder.trail).numbers.first == 2)
        #expect(second.statistics.lost == 0 && second.statistics.durable == second.statistics.taken)
    }

    @Test func `a folder that cannot be opened once it is free is said, and nothing is taken any more`() throws {
        let first = try AuditTrail(folder.settings())
        first.append(TrailReading.object(1))
        let second = try AuditTrail(successor { $0.log = "other@here" })
        second.append(TrailReading.object(2))
        #expect(first.close(within: .seconds(300)))
        heard.wait(for: "unopened")
        #expect(heard.notices == [.waiting, .unopened(AuditTrailError(.otherLog, ""), lost: 1)])
        second.append(TrailReading.object(3))
        #expect(second.waited != nil && second.statistics.dropped == 1 && second.statistics.lost == 1)
        #expect(!second.close(within: .seconds(300)))
        // The folder is as it was, and free.
        let next = try AuditTrail(folder.settings())
        #expect(next.close(within: .seconds(300)))
        #expect(try TrailReading(folder.trail).numbers == [1])
    }

    @Test func `one that is dropped leaves its place to others`() throws {
        let first = try AuditTrail(folder.settings())
        var second: AuditTrail? = try AuditTrail(successor())
        second?.append(TrailReading.object(2))
        waitUntilQueued()
        second = nil
        heard.wait(for: "neverOurs")
        let third = try AuditTrail(successor())
        third.append(TrailReading.object(3))
        #expect(first.close(within: .seconds(300)))
        #expect(third.close(within: .seconds(300)))
        #expect(try TrailReading(folder.trail).numbers == [3])
    }

    private func successor(_ change: (inout AuditTrailSettings) -> Void = { _ in }) -> AuditTrailSettings {
        let heard = heard
        return folder.settings {
            $0.handover = true
            $0.notice = { heard.take($0) }
            change(&$0)
        }
    }

    /// Waits until one is next.
    private func waitUntilQueued() {
        let trail = TrailFolder(folder.trail)
        func isFree() -> Bool {
            let turn = try? trail.queue(pausing: { false })
            return turn != nil
        }
        while isFree() { Pause.take(.milliseconds(1)) }
    }

    /// What was told of trails.
    private final class Heard: Sendable {
        private let list = Monitor<[TrailNotice]>([])

        var notices: [TrailNotice] { list.withLock { $0 } }

        /// The notices' names alone: of one that says how long something took, nobody knows how long.
        var kinds: [String] { notices.map(Self.kind) }

        func take(_ notice: TrailNotice) {
            list.withLock { $0.append(notice) }
            list.notifyAll()
        }

        func wait(for kind: String) {
            let found: Void? = list.wait(until: Monotonic.now.advanced(by: .seconds(300))) { notices in
                notices.contains { Self.kind($0) == kind } ? () : nil
            }
            #expect(found != nil, "\(kind) was never said")
        }

        private static func kind(_ notice: TrailNotice) -> String {
            String("\(notice)".prefix { $0 != "(" })
        }
    }
}
