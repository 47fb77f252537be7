// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What is counted of acts; docs/audit.md explains it to people.
struct ActMetrics: Sendable {
    /// Acts that were not done, as it could not be written down in time that they were begun.
    let putOff: Counter

    /// Registers the family.
    init(in registry: Registry) {
        putOff = registry.register(
            Counter(
                "k3s_daas_audit_acts_put_off_total",
                "Acts that cannot be undone and were not done, as they could not be written down first; they are tried again."
            ))
    }
}
