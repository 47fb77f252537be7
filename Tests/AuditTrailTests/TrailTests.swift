// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Crypto
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct TrailTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `what is settled is on disk, and the head says so`() throws {
        let trail = try AuditTrail(folder.settings())
        #expect(trail.head == TreeHead(size: 0, root: try #require(Bytes32(hex: TreeVectors.roots[0]))))
        for number in 0..<100 { trail.append(TrailReading.object(number)) }
        #expect(trail.settle(within: .seconds(300)))
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == Array(0..<100))
        #expect(trail.position == reading.end)
        #expect(try trail.head == reading.end.head())
        #expect(trail.statistics.taken == 100 && trail.statistics.durable == 100)
        #expect(trail.close(within: .seconds(300)))
    }

    @Test func `lines of many threads are all there, each thread's in its order`() throws {
        let trail = try AuditTrail(folder.settings { $0.segmentBytes = 64 << 10 })
        let threads = try (0..<4).map { thread in
            try SharedThread(name: "teller") {
                for number in 0..<500 { trail.append(TrailReading.object(thread * 1000 + number, padding: 50)) }
            }
        }
        for thread in threads { thread.join() }
        #expect(trail.close(within: .seconds(300)))
        let reading = try TrailReading(folder.trail)
        #expect(reading.damage.isEmpty && reading.lines.count == 2000)
        for thread in 0..<4 {
            #expect(reading.numbers.filter { $0 / 1000 == thread } == (0..<500).map { thread * 1000 + $0 })
        }
    }

    @Test func `who waits for an act is called once it is on disk`() throws {
        let trail = try AuditTrail(folder.settings { $0.linger = .seconds(3600) })
        let called = Monitor<[Int]>([])
        // Nothing was taken: nothing is waited for.
        trail.whenDurable { isDurable in called.withLock { $0.append(isDurable ? 0 : -1) } }
        #expect(called.withLock { $0 } == [0])
        let path = folder.trail
        for number in 1...3 {
            trail.append(TrailReading.object(number))
            trail.whenDurable { isDurable in
                let found = (try? TrailReading(path).numbers.contains(number)) ?? false
                called.withLock { $0.append(isDurable && found ? number : -number) }
                called.notifyAll()
            }
        }
        let all = called.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0.count == 4 ? $0 : nil }
        #expect(all == [0, 1, 2, 3])
        withExtendedLifetime(trail) {}
    }

    @Test func `what nobody waits for is written first, and counts once it is on disk`() throws {
        let trail = try AuditTrail(folder.settings { $0.syncAfter = .seconds(3600) })
        trail.append(TrailReading.object(1))
        let deadline = Monotonic.now.advanced(by: .seconds(300))
        while try TrailReading(folder.trail).numbers != [1], .now < deadline { Pause.take(.milliseconds(1)) }
        #expect(try TrailReading(folder.trail).numbers == [1])
        #expect(trail.head.size == 0 && trail.statistics.durable == 0)
        #expect(trail.settle(within: .seconds(300)))
        #expect(trail.head.size == 1 && trail.statistics.durable == 1)
    }

    @Test func `what nobody waits for is on disk in its time`() throws {
        let trail = try AuditTrail(folder.settings { $0.syncAfter = .milliseconds(5) })
        let deadline = Monotonic.now.advanced(by: .seconds(300))
        for number in 1...3 {
            trail.append(TrailReading.object(number))
            while trail.head.size < UInt64(number), .now < deadline { Pause.take(.milliseconds(1)) }
            #expect(trail.head.size == UInt64(number))
        }
    }

    @Test func `an act's line is told of once it is on disk, and one that is not taken at once`() throws {
        let trail = try AuditTrail(folder.settings { $0.linger = .seconds(3600) })
        let called = Monitor<[Bool]>([])
        let path = folder.trail
        trail.append(TrailReading.object(1)) { isDurable in
            let found = (try? TrailReading(path).numbers == [1]) ?? false
            called.withLock { $0.append(isDurable && found) }
            called.notifyAll()
        }
        let first = called.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0.isEmpty ? nil : $0 }
        #expect(first == [true])
        #expect(trail.close(within: .seconds(300)))
        // What others have on disk says nothing of a line that was dropped.
        trail.append(TrailReading.object(2)) { isDurable in called.withLock { $0.append(isDurable) } }
        #expect(called.withLock { $0 } == [true, false])
        #expect(trail.statistics.dropped == 1 && trail.statistics.taken == 1)
    }

    @Test func `what comes after the end is dropped and counted`() throws {
        let trail = try AuditTrail(folder.settings())
        trail.append(TrailReading.object(1))
        #expect(trail.close(within: .seconds(300)))
        trail.append(TrailReading.object(2))
        #expect(trail.statistics.dropped == 1)
        let called = Locked<Bool?>(nil)
        trail.whenDurable { isDurable in called.withLock { $0 = isDurable } }
        // All that was taken is there.
        #expect(called.withLock { $0 } == true)
        #expect(trail.settle(within: .seconds(300)))
        // The folder is free.
        let next = try AuditTrail(folder.settings())
        next.append(TrailReading.object(3))
        #expect(next.close(within: .seconds(300)))
        #expect(try TrailReading(folder.trail).numbers == [1, 3])
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `memory is bounded, and the trail says what did not fit`(_ extra: Int, _ fits: Bool) throws {
        // The thread waits for company as long as less than half is full: what is here stays in memory.
        let limit = 64 << 10
        let trail = try AuditTrail(
            folder.settings {
                $0.linger = .seconds(3600)
                $0.memory = limit
            })
        let first = TrailReading.object(1, padding: limit / 2 - 200)
        let second = TrailReading.object(2)
        let third = TrailReading.object(3)
        // One line that is longer than what is left together with two others, by `extra` bytes.
        let rest = limit - first.count - second.count
        trail.append(TrailReading.object(1, padding: limit / 2 - 200))
        trail.append(second)
        let padding = rest + extra - third.count
        let last = TrailReading.object(3, padding: padding)
        #expect(last.count == rest + extra)
        trail.append(last)
        #expect(trail.close(within: .seconds(300)))
        #expect(trail.statistics.dropped == (fits ? 0 : 1))
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == (fits ? [1, 2, 3] : [1, 2]))
        #expect(reading.count(ofKind: "dropped") == (fits ? 0 : 1))
    }

    @Test func `a line that is too long is dropped and counted`() throws {
        let trail = try AuditTrail(folder.settings())
        trail.append(TrailReading.object(1, padding: 64 << 10))
        trail.append(ByteBuffer())
        trail.append(TrailReading.object(2))
        #expect(trail.close(within: .seconds(300)))
        #expect(trail.statistics.dropped == 2 && trail.statistics.taken == 1)
        let reading = try TrailReading(folder.trail)
        #expect(reading.numbers == [2] && reading.count(ofKind: "dropped") == 1)
    }

    @Test func `settings that nobody can have meant are refused`() throws {
        let wrong: [(inout AuditTrailSettings) -> Void] = [
            { $0.folder = "" }, { $0.folder = "a\0b" }, { $0.log = "" }, { $0.log = "a b" }, { $0.log = "a\"" },
            { $0.log = String(repeating: "n", count: 129) }, { $0.segmentBytes = (64 << 10) - 1 },
            { $0.segmentBytes = (256 << 20) + 1 }, { $0.memory = (64 << 10) - 1 }, { $0.memory = (256 << 20) + 1 },
        ]
        for change in wrong {
            #expect(throws: AuditTrailError(.settings, "")) { try AuditTrail(folder.settings(change)) }
        }
        for change: (inout AuditTrailSettings) -> Void in [
            { $0.log = String(repeating: "n", count: 128) }, { $0.segmentBytes = 64 << 10 },
            { $0.segmentBytes = 256 << 20 }, { $0.memory = 64 << 10 }, { $0.memory = 256 << 20 },
        ] {
            let folder = try TemporaryFolder()
            #expect(try AuditTrail(folder.settings(change)).close(within: .seconds(300)))
        }
    }

    @Test func `a folder that cannot be is an error of the kernel`() throws {
        let bytes: [UInt8] = [1]
        try FileReplacement.write(bytes.span, to: folder.trail, readers: .owner)
        #expect { try AuditTrail(folder.settings()) } throws: { ($0 as? AuditTrailError)?.code == .system }
    }
}
