// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

struct DrainGuardTests {
    static func guardian(of total: Int, knowsWindow: Bool = true) -> DrainGuard {
        DrainGuard(percent: 20, least: 2, total: total, knowsWindow: knowsWindow)
    }

    // 20 percent, and never fewer than 2.
    @Test(arguments: [(0, 2), (1, 2), (10, 2), (14, 2), (15, 3), (19, 3), (20, 4), (1000, 200)])
    func `how many may go`(_ workers: Int, _ bound: Int) {
        #expect(Self.guardian(of: workers).bound == bound)
    }

    @Test(arguments: [(3, 0, true), (4, 0, true), (5, 0, false), (1, 3, true), (1, 4, false), (0, 9, false)])
    func `what waits and what has begun count together`(_ waiting: Int, _ begun: Int, _ isAdmitted: Bool) {
        let guardian = Self.guardian(of: 20)
        #expect(guardian.admits(waiting: waiting, begun: begun) == isAdmitted)
    }

    @Test func `who does not know what has gone lately lets few go`() {
        #expect(Self.guardian(of: 1000, knowsWindow: false).bound == 2)
    }
}
