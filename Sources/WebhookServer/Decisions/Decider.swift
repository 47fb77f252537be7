// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the wiring gives the server to decide with: the server itself decides nothing.
///
/// Each loop has its own, so that it may keep hash states and copies without a lock; all but a look-up's
/// completion happens on that loop's thread, and none of it may block.
public protocol Decider: AnyObject {
    /// Says who a token is, from what is known; `nil` if only a look-up can tell.
    func authenticate(_ token: Span<UInt8>, at now: WallTime) -> Authentication?

    /// Finds out who a token is, calling `completion` once, from any thread, before `deadline` if it can.
    func lookUp(_ token: [UInt8], deadline: Monotonic, completion: @escaping @Sendable (Authentication) -> Void)

    /// Says whether a write may happen.
    func admit(_ review: borrowing AdmissionReview, at now: WallTime) -> AdmissionVerdict

    /// Says whether a verb is allowed.
    func authorize(_ review: borrowing SubjectAccessReview, at now: WallTime) -> AuthorizationVerdict
}

/// Makes one decider per loop.
public protocol DeciderFactory: Sendable {
    /// Called on the loop's thread.
    func makeDecider() -> any Decider
}
