// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Crypto
import Glibc
import Kernel
import Operations
import SealAuthN
import WebhookServer

/// How many entries an audit log takes in a second, until they are on disk; and what reading them again takes.
struct AuditBenchmark {
    private static let entries = 1_000_000
    /// How many lines may be on their way; 300 bytes each are well below what memory holds.
    private static let ahead: UInt64 = 30_000

    static func run(_ place: String?) throws {
        var template = Array("\(place ?? "/tmp")/k3s-daas-audit-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("no folder can be made") }
        let folder = String(cString: made)
        defer { try? Folder.remove(folder) }
        var line = ByteBuffer()
        line.append(
            #"{"kind":"decision","ts":"2026-11-22T05:30:00.123456Z","endpoint":"authenticate","request":"0123456789abcdef","#
        )
        line.append(#""user":"sui:0x"#)
        for _ in 0..<32 { line.append("5a") }
        line.append(#"","tier":"developer","decision":"allow","reason":"stake","seal":"0x"#)
        for _ in 0..<16 { line.append("c3") }
        line.append("\"}\n")

        let settings = AuditTrailSettings(folder: folder + "/trail", log: "bench@here")
        let trail = try AuditTrail(settings)
        let start = Monotonic.now
        let processor = processorTime(CLOCK_PROCESS_CPUTIME_ID)
        var appending: UInt64 = 0
        for batch in 0..<Self.entries / 1000 {
            let before = Monotonic.now
            for _ in 0..<1000 { trail.append(line) }
            appending += Monotonic.now.since(before).wholeNanoseconds
            while UInt64(batch + 1) * 1000 > trail.statistics.durable + ahead { Pause.take(.microseconds(200)) }
        }
        guard trail.settle(within: .seconds(600)) else { fatalError("the disk stands still") }
        let written = Monotonic.now.since(start).wholeNanoseconds
        let both = processorTime(CLOCK_PROCESS_CPUTIME_ID) - processor
        let statistics = trail.statistics
        guard statistics.durable == UInt64(Self.entries), statistics.dropped == 0 else {
            fatalError("lines are missing")
        }
        _ = trail.close(within: .seconds(60))

        let decided = try decisions(in: folder)

        let began = Monotonic.now
        let logs = try AnchoredLogs.read([settings.folder], roots: nil)
        let read = Monotonic.now.since(began).wholeNanoseconds
        guard logs.isSound, logs.logs.first?.end.size == UInt64(Self.entries) else { fatalError("it is not read back") }

        print("| \(line.count - 1) bytes an entry | entries/s | |")
        print("|---|---|---|")
        print(
            "| until they are on disk | \(rate(written)) | \(statistics.batches) batches, \(statistics.segments) segments |"
        )
        print("| as far as who appends them waits | \(rate(appending)) | \(appending / UInt64(Self.entries)) ns each |")
        print("| in processor time of both threads | \(rate(both)) | \(both / UInt64(Self.entries)) ns each |")
        print("| a decision's line made and taken | \(rate(decided)) | \(decided / UInt64(Self.entries)) ns each |")
        print("| verified | \(rate(read)) | |")
    }

    /// What who decides spends on its lines, in nanoseconds of a processor for all of them.
    private static func decisions(in folder: String) throws -> UInt64 {
        let trail = try AuditTrail(AuditTrailSettings(folder: folder + "/decisions", log: "bench@here"))
        let audit = AuditLog(to: .trail(trail))
        var spent: UInt64 = 0
        for batch in 0..<Self.entries / 1000 {
            let before = processorTime(CLOCK_THREAD_CPUTIME_ID)
            for number in 0..<1000 {
                audit.record(
                    .authenticate, .allowed, reason: "accepted", request: UInt64(batch * 1000 + number), at: .now,
                    latency: 12_345
                ) {
                    $0.user(owner: Bytes32())
                    $0.tier(.developer)
                }
            }
            spent += processorTime(CLOCK_THREAD_CPUTIME_ID) - before
            while UInt64(batch + 1) * 1000 > trail.statistics.durable + ahead { Pause.take(.microseconds(200)) }
        }
        guard trail.close(within: .seconds(600)), trail.statistics.dropped == 0 else { fatalError("lines are missing") }
        return spent
    }

    private static func processorTime(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func rate(_ nanoseconds: UInt64) -> UInt64 {
        UInt64(Double(entries) / Double(max(1, nanoseconds)) * 1_000_000_000)
    }
}
