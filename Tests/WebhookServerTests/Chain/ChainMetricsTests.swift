// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Telemetry
import Testing

@testable import ClusterChain

struct ChainMetricsTests {
    private func text(_ snapshot: ChainSnapshot?) -> [Substring] {
        let registry = Registry()
        registry.register(ChainMetrics { snapshot })
        return registry.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test(arguments: [
        "k3s_daas_chain_age_seconds 1.25", #"k3s_daas_chain_state{state="complete"} 1"#,
        #"k3s_daas_chain_state{state="live"} 1"#, #"k3s_daas_chain_state{state="hole"} 0"#,
        "k3s_daas_chain_checkpoint 7000", "k3s_daas_chain_epoch 42", #"k3s_daas_chain_entries{kind="account"} 3"#,
        #"k3s_daas_chain_entries{kind="seal"} 5"#, #"k3s_daas_quorum{what="needed"} 2"#,
        #"k3s_daas_lookups_total{result="refused"} 0"#, #"k3s_daas_lookup_failures_total{code="throttled"} 0"#,
    ])
    func `shows what is known of the chain`(_ line: String) {
        #expect(text(ChainFixture.snapshot).contains { $0 == line })
    }

    // Test 22 of bounded labels: as many series as there are reasons, whatever happens.
    @Test func `every reason has a series from the start`() {
        let lines = text(ChainFixture.snapshot)
        for family in ["k3s_daas_lookup_failures_total{", "k3s_daas_chain_follow_failures_total{"] {
            #expect(lines.count { $0.hasPrefix(family) } == LedgerError.Code.allCases.count)
        }
    }

    @Test func `a server without a chain shows nothing of one`() { #expect(text(nil).isEmpty) }

    @Test func `what is not known is absent rather than zero`() {
        var snapshot = ChainFixture.snapshot
        (snapshot.age, snapshot.mark) = (nil, FollowMark())
        let lines = text(snapshot)
        #expect(!lines.contains { $0.hasPrefix("k3s_daas_chain_age_seconds") })
        #expect(!lines.contains { $0.hasPrefix("k3s_daas_chain_checkpoint") })
    }
}
