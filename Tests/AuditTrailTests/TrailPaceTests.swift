// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import AuditTrail

@Suite struct TrailPaceTests {
    private static let start = Monotonic(nanoseconds: 5_000_000_000)
    private static func at(_ milliseconds: Int) -> Monotonic { start.advanced(by: .milliseconds(milliseconds)) }

    @Test func `while all is on disk nothing is due, and lines wait for company alone`() {
        var pace = TrailPace(linger: .milliseconds(20), syncAfter: .milliseconds(200))
        #expect(pace.due == nil)
        #expect(!pace.isDue(at: Monotonic(nanoseconds: .max)))
        #expect(pace.next(at: Self.at(7)) == Self.at(27))
        pace.wrote(isAllOnDisk: true, at: Self.at(27))
        #expect(pace.due == nil)
    }

    @Test func `the disk is waited for in time for what was written first, not for what came last`() {
        var pace = TrailPace(linger: .milliseconds(20), syncAfter: .milliseconds(200))
        pace.wrote(isAllOnDisk: false, at: Self.at(0))
        pace.wrote(isAllOnDisk: false, at: Self.at(150))
        #expect(pace.due == Self.at(200))
        #expect(!pace.isDue(at: Self.at(199)) && pace.isDue(at: Self.at(200)) && pace.isDue(at: Self.at(201)))
        // Who has begun to wait for company does not make the disk wait.
        #expect(pace.next(at: Self.at(179)) == Self.at(199))
        #expect(pace.next(at: Self.at(180)) == Self.at(200))
        #expect(pace.next(at: Self.at(181)) == Self.at(200))
    }

    @Test func `once it is on disk the time begins anew`() {
        var pace = TrailPace(linger: .milliseconds(20), syncAfter: .milliseconds(200))
        pace.wrote(isAllOnDisk: false, at: Self.at(0))
        pace.wrote(isAllOnDisk: true, at: Self.at(90))
        pace.wrote(isAllOnDisk: false, at: Self.at(110))
        #expect(pace.due == Self.at(310))
    }
}
