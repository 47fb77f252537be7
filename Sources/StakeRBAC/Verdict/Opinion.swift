// SPDX-License-Identifier: Apache-2.0

/// What the engine says of a verb, before there is an object.
public enum Opinion: Sendable, Equatable {
    /// Nobody of ours, or nothing that we know: others decide.
    case none
    /// The stake allows it, as far as can be told without the object; whether that counts is the policy's to say.
    case permitted
    /// The stake does not allow it.
    case denied(Finding)
}
