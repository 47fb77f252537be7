// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What can be said without waiting of an identity that was given out earlier.
public enum StandingDecision: Sendable {
    /// The answer.
    case decided(Standing)
    /// Only a look-up can tell.
    case open(any StandingQuestion)
}

/// An identity of which only a look-up can tell what it is worth now.
public protocol StandingQuestion: AnyObject, Sendable {
    /// Finds out, calling `completion` once, from any thread, before `deadline` if it can.
    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Standing) -> Void)
}
