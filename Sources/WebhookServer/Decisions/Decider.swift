// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Reviews
public import SealAuthN

/// What the wiring gives the server to decide with: the server itself decides nothing.
///
/// Each loop has its own, so that it may keep hash states and copies without a lock; all of it happens on that loop's thread, and
/// none of it may block.
public protocol Decider: AnyObject {
    /// Says who a token is, for one of these audiences; they are those that were asked for and are ours, never none.
    func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> TokenDecision

    /// Says whether a write may happen.
    func admit(_ review: borrowing AdmissionReview, at now: Moment) -> AdmissionVerdict

    /// Says whether a verb is allowed.
    func authorize(_ review: borrowing SubjectAccessReview, at now: Moment) -> AuthorizationVerdict
}

/// Makes one decider per loop.
public protocol DeciderFactory: Sendable {
    /// Called on the loop's thread.
    func makeDecider() -> any Decider
}
