// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import StakeRBAC

/// What can be said without waiting of who asks.
public enum CallerDecision: Sendable {
    /// The answer.
    case decided(Caller)
    /// Only a look-up can tell.
    case open(any CallerQuestion)
}

/// Somebody of whom only a look-up can tell what they are worth now.
public protocol CallerQuestion: AnyObject, Sendable {
    /// Finds out, calling `completion` once, from any thread, before `deadline` if it can.
    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Caller) -> Void)
}
