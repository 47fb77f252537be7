// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Lets pending workers work, under the names that they are given.
protocol Activator: Sendable {
    /// Whether this controller is the one that activates.
    var mayActivate: Bool { get }

    /// Activates a worker and waits until that is final.
    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation
}

/// What became of an activation.
enum Activation: Hashable, Sendable {
    /// The worker is active under the name.
    case done
    /// Somebody had the name before.
    case nameTaken
    /// The worker is not pending any more: look again.
    case superseded
}
