// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import TestSupport
import Testing

@testable import AuditTrail

/// Of two processes with one trail, one is killed.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HandoverCrashTests {
    private static let seeds = Array(Seeds.all.prefix(10))

    @Test(arguments: seeds) func `what the one that is killed had told of comes first, and then all that waited`(
        _ seed: Int
    ) async throws {
        let folder = try TemporaryFolder()
        let (path, told, go) = (folder.trail, "\(folder.path)/told", "\(folder.path)/go")
        let nothing: [UInt8] = []
        try FileReplacement.write(nothing.span, to: told, readers: .owner)
        // A thread of its own: a test of a process that ends may keep every other waiting.
        let (settings, heard) = (folder.settings(), Locked<[TrailNotice]>([]))
        let opened = Locked<AuditTrail?>(nil)
        let successor = try SharedThread(name: "successor") {
            // Once something is told of, the folder is another's.
            let deadline = Monotonic.now.advanced(by: .seconds(300))
            while (try? FileContents.read(told, limit: 1 << 20).bytes.isEmpty) != false, Monotonic.now < deadline {
                Pause.take(.milliseconds(1))
            }
            var settings = settings
            settings.handover = true
            settings.notice = { notice in heard.withLock { $0.append(notice) } }
            guard let trail = try? AuditTrail(settings), trail.waited != nil else { return }
            for number in 0..<500 { trail.append(TrailReading.object(1_000_000 + number)) }
            opened.withLock { $0 = trail }
            try? FileReplacement.write(nothing.span, to: go, readers: .owner)
        }
        await Self.runUntilKilled(path, told, go, seed)
        successor.join()
        let trail = try #require(opened.withLock { $0 })
        #expect(trail.settle(within: .seconds(300)))
        trail.append(TrailReading.object(1_000_500))
        #expect(trail.close(within: .seconds(300)))
        let acknowledged = try FileContents.read(told, limit: 1 << 20).bytes
        let last = String(decoding: acknowledged, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }.max()
        let reading = try TrailReading(path)
        #expect(reading.damage.isEmpty && reading.torn == 0)
        let before = reading.numbers.prefix { $0 < 1_000_000 }
        #expect(before.count >= (try #require(last)))
        #expect(Array(before) == Array(0..<before.count))
        #expect(Array(reading.numbers.dropFirst(before.count)) == Array(1_000_000...1_000_500))
        #expect(reading.count(ofKind: "repaired") <= 1)
        #expect(reading.end == trail.position)
        #expect(heard.withLock { $0 }.first == .waiting)
    }

    /// Writes as fast as the disk, and tells of it, until it is told to go; then chance says when it is killed.
    private static func runUntilKilled(_ path: String, _ told: String, _ go: String, _ seed: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, told = told as String, go = go as String, seed = seed as Int] in
            var settings = AuditTrailSettings(folder: path, log: "test@here")
            settings.segmentBytes = 256 << 10
            settings.linger = .zero
            let trail = try AuditTrail(settings)
            let report = CrashTests.SharedReport(try Descriptor.appending(to: told))
            let delay = Duration.microseconds(seed &* 7919 % 30_000)
            let killer = try SharedThread(name: "killer") {
                let deadline = Monotonic.now.advanced(by: .seconds(400))
                while (try? FileContents.read(go, limit: 1)) == nil, Monotonic.now < deadline {
                    Pause.take(.milliseconds(1))
                }
                Pause.take(delay)
                kill(getpid(), SIGKILL)
            }
            var number = 0
            while true {
                for _ in 0..<20 {
                    trail.append(TrailReading.object(number, padding: number % 1500))
                    number += 1
                }
                let count = number
                trail.whenDurable { isDurable in if isDurable { report.tell(count) } }
                _ = trail.settle(within: .seconds(60))
                if trail.statistics.dropped > 0 { break }
                // Nobody knows when the other comes.
                guard number >= 2000 else { continue }
                while (try? FileContents.read(go, limit: 1)) == nil { Pause.take(.milliseconds(1)) }
            }
            killer.join()
        }
    }

    @Test func `one that is killed while it waits takes its lines along, and leaves the folder to others`() async throws
    {
        let folder = try TemporaryFolder()
        let path = folder.trail
        let first = try AuditTrail(folder.settings())
        first.append(TrailReading.object(1))
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            var settings = AuditTrailSettings(folder: path, log: "test@here")
            settings.handover = true
            let trail = try AuditTrail(settings)
            try #require(trail.waited != nil)
            trail.append(TrailReading.object(2))
            kill(getpid(), SIGKILL)
        }
        let third = try AuditTrail(folder.settings { $0.handover = true })
        third.append(TrailReading.object(3))
        #expect(third.waited != nil)
        first.append(TrailReading.object(4))
        #expect(first.close(within: .seconds(300)))
        #expect(third.close(within: .seconds(300)))
        #expect(try TrailReading(path).numbers == [1, 4, 3])
    }
}
