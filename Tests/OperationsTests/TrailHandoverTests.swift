// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Kernel
import Telemetry
import Testing

@testable import Operations

/// A server that begins while its predecessor still writes the trail; in a process of its own where it is to end.
@Suite(.timeLimit(.minutes(10))) struct TrailHandoverTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a trail that cannot be opened once it is free ends the process, which says why`() async throws {
        let path = folder.path + "/audit"
        let result = await #expect(
            processExitsWith: .exitCode(73), observing: [\.standardErrorContent]
        ) { [path = path as String] in
            let first = try AuditTrail(AuditTrailSettings(folder: path, log: "one@here"))
            let place = TrailPlace(folder: path, name: "two@here", segmentBytes: 64 << 20, handover: true)
            let ground = try ProcessGround(audit: .off, trail: place)
            ground.streams.trail?.report(to: Log(to: ground.streams.log))
            try #require(first.close(within: .seconds(300)))
            // It is not this thread that ends the process.
            while true { Pause.take(.milliseconds(100)) }
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        let lines = said.split(separator: "\n").filter { $0.contains("audit trail") }
        #expect(lines.count == 3)
        #expect(lines.first?.contains("another process still writes it, lines wait in memory") == true)
        #expect(lines.dropFirst().first?.contains("it was left to us and cannot be opened") == true)
        #expect(lines.last?.hasPrefix("the audit trail in \(path) cannot be opened: ") == true)
    }
}
