// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What can be said of a token without waiting.
public enum TokenDecision: Sendable {
    /// The answer.
    case decided(Authentication)
    /// Only a look-up can tell.
    case open(any TokenQuestion)
}

/// A token that only a look-up can tell; it holds what is needed of the token, and forgets it when it is dropped.
public protocol TokenQuestion: AnyObject, Sendable {
    /// Finds out who the token is, calling `completion` once, from any thread, before `deadline` if it can.
    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Authentication) -> Void)
}
