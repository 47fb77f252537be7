// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct WiringPlanTests {
    @Test func `the plan is kept in our own folder`() {
        #expect(WiringPlan(.k3s).path == "/etc/k3s-daas/wiring/plan.yaml")
    }
}
