// SPDX-License-Identifier: Apache-2.0

/// Whether several nodes of the chain have said that the stake behind a machine is lost.
enum LossConfirmation: Sendable {
    /// There is one node: its word is enough.
    case unneeded
    /// They have not, or not lately: only what can be undone is done.
    case missing
    /// They have.
    case given

    /// Whether what cannot be undone may be done.
    var isEnough: Bool { self != .missing }
}
