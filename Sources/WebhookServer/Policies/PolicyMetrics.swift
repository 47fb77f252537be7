// SPDX-License-Identifier: Apache-2.0
internal import Kernel
public import Telemetry

extension WebhookMetrics {
    /// Registers which policy decides, and since when.
    func watch(policies: PolicyStore) {
        let family = Family(
            .gauge, "k3s_daas_policy_info", "Which policy decides; always 1.", labels: ["version"])
        registry.register(Observed(family) { [.init(.count(1), labels: [policies.summary.version])] })
        registry.register(
            Observed.gauge(
                "k3s_daas_policy_loaded_timestamp_seconds", "When the policy that decides was read, since 1970."
            ) { .count(UInt64(max(0, policies.summary.loaded.seconds))) })
    }
}

/// How a policy's reload ended.
public enum PolicyReload: String, MetricLabel {
    case ok, refused
}
