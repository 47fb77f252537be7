// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Something that `kubectl describe namespace` should show.
///
/// Its name says which home, what, and since when: whoever says the same again, after a crash, is told that it was said.
struct HomeEvent: Hashable, Sendable {
    /// What happened; closed.
    enum Reason: String, Sendable, CaseIterable {
        case stakeLost = "StakeLost"
        case lossHeld = "LossHeld"
        case scaledToZero = "ScaledToZero"
        case stakeRestored = "StakeRestored"
        case homeDeleted = "HomeDeleted"
        case notOurs = "NotOurs"

        /// Whether somebody should look at it.
        var isWarning: Bool { self != .stakeRestored }
    }

    /// What is older than this nobody is told anew: an apiserver keeps Events for an hour.
    static let lifetime = Duration.seconds(3600)

    var reason: Reason
    /// The Namespace's name and uid.
    var namespace: String
    var uid: String
    /// When what it is about began.
    var since: WallTime
    var text: String

    /// The Event's own name.
    var name: String {
        "\(namespace).\(reason.rawValue.lowercased()).\(String(UInt64(max(0, since.seconds)), radix: 16))"
    }
}
