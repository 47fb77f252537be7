// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Something that `kubectl describe node` should show.
///
/// Its name says which machine, what, and since when: whoever says the same again, after a crash, is told that it was said.
struct NodeEvent: Hashable, Sendable {
    /// What happened; closed.
    enum Reason: String, Sendable, CaseIterable {
        case stakeLost = "StakeLost"
        case secretsExposed = "SecretsExposed"
        case stakeRestored = "StakeRestored"
        case workerSuspended = "WorkerSuspended"
        case removalHeld = "RemovalHeld"
        case removalUnconfirmed = "RemovalUnconfirmed"
        case nodeRemoved = "NodeRemoved"

        /// Whether somebody should look at it.
        var isWarning: Bool { self != .stakeRestored }
    }

    /// The most that an Event's text may have, by the newer of its two APIs.
    static let maximumText = 1024

    var reason: Reason
    /// The machine's name and uid.
    var node: String
    var uid: String
    /// When what it is about began.
    var since: WallTime
    /// Which of several that belong together, from 0.
    var part = 0
    var text: String

    /// The Event's own name.
    var name: String {
        let seconds = String(UInt64(max(0, since.seconds)), radix: 16)
        return "\(node).\(reason.rawValue.lowercased()).\(seconds)" + (part == 0 ? "" : ".\(part)")
    }
}
