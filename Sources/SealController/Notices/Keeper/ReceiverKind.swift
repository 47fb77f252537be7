// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What a receiver is; closed, for metrics.
enum ReceiverKind: String, Sendable, CaseIterable, MetricLabel {
    /// Kubernetes' Events.
    case event
    case webhook
    case alertmanager

    /// What it hears of: changes of tier are for those who look at the cluster, slashings for everybody.
    var wants: Set<TierChangeReason> {
        switch self {
        case .event: Set(TierChangeReason.allCases)
        case .webhook: [.stakeSlashed]
        case .alertmanager: [.stakeSlashed, .stakeRestored]
        }
    }

    /// How much may wait, and how fast it is told.
    var settings: DeliverySettings {
        var settings = DeliverySettings()
        // Events are gone after an hour: what could not be said by then is of no use.
        if self == .event { settings.keep = .seconds(3600) } else { settings.capacity = 1024 }
        return settings
    }
}
