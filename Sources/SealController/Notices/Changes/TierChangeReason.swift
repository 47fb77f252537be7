// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// What became of a staker's standing; the names are those of Kubernetes Events and of alerts.
enum TierChangeReason: String, Sendable, CaseIterable, MetricLabel {
    /// Part of the stake was taken.
    case stakeSlashed = "StakeSlashed"
    /// Whoever was slashed has put stake in again, and counts again.
    case stakeRestored = "StakeRestored"
    /// Nothing is staked any more, nor waits to be paid out.
    case stakeGone = "StakeGone"
    /// All of the stake waits to be paid out: it counts for nothing.
    case stakeUnbonding = "StakeUnbonding"
    case tierRaised = "TierRaised"
    case tierLowered = "TierLowered"

    /// Whether somebody should look at it.
    var isWarning: Bool { self == .stakeSlashed }
}
