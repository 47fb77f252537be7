// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import TestSupport
import Testing

@testable import AuditTrail

/// A process that is killed while it writes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CrashTests {
    /// Killed at a moment that chance chooses, from a thread that does nothing else.
    private static let seeds = Array(Seeds.all.prefix(25))

    @Test(arguments: seeds) func `nothing that was acknowledged is lost, and a torn tail is put right`(
        _ seed: Int
    ) async throws {
        let folder = try TemporaryFolder()
        let (path, told) = (folder.trail, "\(folder.path)/told")
        let nothing: [UInt8] = []
        try FileReplacement.write(nothing.span, to: told, readers: .owner)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [seed = seed as Int, path = path as String, told = told as String] in
            var settings = AuditTrailSettings(folder: path, log: "test@here")
            settings.segmentBytes = 256 << 10
            settings.linger = .zero
            let trail = try AuditTrail(settings)
            let file = try Descriptor.appending(to: told)
            let report = SharedReport(file)
            var chance = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
            func draw(_ bound: UInt64) -> UInt64 {
                chance ^= chance << 13
                chance ^= chance >> 7
                chance ^= chance << 17
                return chance % bound
            }
            let delay = Duration.microseconds(Int64(draw(120_000)))
            let killer = try SharedThread(name: "killer") {
                Pause.take(delay)
                kill(getpid(), SIGKILL)
            }
            var number = 0
            while true {
                for _ in 0..<1 + draw(200) {
                    trail.append(TrailReading.object(number, padding: Int(draw(2000))))
                    number += 1
                }
                let count = number
                trail.whenDurable { isDurable in if isDurable { report.tell(count) } }
                // As fast as the disk, so that memory is never full.
                _ = trail.settle(within: .seconds(draw(4) == 0 ? 60 : 0))
                if trail.statistics.dropped > 0 { break }
            }
            killer.join()
        }
        let acknowledged = try FileContents.read(told, limit: 1 << 20).bytes
        let lines = String(decoding: acknowledged, as: UTF8.self).split(separator: "\n")
        let last = lines.compactMap { Int($0) }.max() ?? 0
        let trail = try AuditTrail(folder.settings())
        trail.append(TrailReading.object(-1))
        #expect(trail.close(within: .seconds(300)))
        let reading = try TrailReading(path)
        #expect(reading.damage.isEmpty && reading.torn == 0)
        #expect(reading.numbers.count >= last)
        #expect(reading.numbers == Array(0..<reading.numbers.count))
        #expect(reading.count(ofKind: "repaired") <= 1)
        #expect(reading.end == trail.position)
    }

    /// Says what was acknowledged, in a file that outlives the process.
    final class SharedReport: Sendable {
        private struct Content: ~Copyable { var file: Descriptor }
        private let content: Locked<Content>

        init(_ file: consuming Descriptor) { content = Locked(Content(file: file)) }

        func tell(_ count: Int) {
            var line = ByteBuffer()
            line.append(decimal: count)
            line.append(UInt8(ascii: "\n"))
            content.withLock { content in _ = try? content.file.writeAll(line.span) }
        }
    }
}
