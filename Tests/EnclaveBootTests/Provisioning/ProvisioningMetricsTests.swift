// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Kernel
import Telemetry
import Testing

@testable import EnclaveBoot

@Suite struct ProvisioningMetricsTests {
    @Test func `what happened is counted under its name`() {
        let metrics = ProvisioningMetrics()
        metrics.await(3)
        for event: ProvisioningEvent in [
            .connected, .attested, .attested, .kept([.wallet]), .saved(sequence: 7, size: 9), .lost(.badLength),
            .refused(ProvisioningRefusal(.staleNonce), detail: ""),
        ] {
            metrics.take(event)
        }
        let registry = Registry()
        registry.register(metrics)
        var page = ByteBuffer(capacity: 4096)
        registry.render(into: &page)
        let text = String(decoding: page.bytes, as: UTF8.self)
        for line in [
            "k3s_daas_enclave_secrets_awaited 3", "k3s_daas_enclave_state_sequence 7",
            "k3s_daas_enclave_provisioning_total{outcome=\"attested\"} 2",
            "k3s_daas_enclave_provisioning_total{outcome=\"kept\"} 1",
            "k3s_daas_enclave_provisioning_total{outcome=\"restored\"} 0",
            "k3s_daas_enclave_provisioning_total{outcome=\"lost\"} 1",
            "k3s_daas_enclave_provisioning_refused_total{code=\"stale_nonce\"} 1",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }
}
