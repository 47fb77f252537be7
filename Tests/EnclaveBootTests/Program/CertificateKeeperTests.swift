// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import EnclaveBoot

@Suite struct CertificateKeeperTests {
    private static let now = WallTime(seconds: 1_767_225_600)

    private static func keeper(
        _ file: LogFile, _ renew: @escaping @Sendable (WallTime) throws(TLSFiles.Failure) -> WallTime
    ) -> CertificateKeeper { CertificateKeeper(log: file.log, renew: renew) }

    @Test func `a failure is told, and tried again a minute later`() throws {
        let folder = try TemporaryFolder()
        let file = try LogFile(in: folder)
        let keeper = Self.keeper(file) { _ throws(TLSFiles.Failure) in throw .init(description: "no room") }
        #expect(keeper.turn(at: Self.now) == WallTime(seconds: Self.now.seconds + 60))
        #expect(file.lines.contains { $0.contains("cannot be renewed") && $0.contains("no room") })
    }

    @Test func `what was renewed says when the next is due`() throws {
        let folder = try TemporaryFolder()
        let file = try LogFile(in: folder)
        let next = WallTime(seconds: Self.now.seconds + 43200)
        let keeper = Self.keeper(file) { _ in next }
        #expect(keeper.turn(at: Self.now) == next)
    }

    static let delays: [(Int64, Duration)] = [
        (-5, .zero), (0, .zero), (1, .seconds(1)), (300, .seconds(300)), (43200, .seconds(300)),
    ]

    @Test(arguments: delays) func `it sleeps no longer than a clock is relied on`(
        _ seconds: Int64, _ expected: Duration
    ) {
        let next = WallTime(seconds: Self.now.seconds + seconds)
        #expect(CertificateKeeper.delay(until: next, at: Self.now) == expected)
    }
}
