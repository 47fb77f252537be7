// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import SealAuthN
public import StakeRBAC

/// What the wiring gives the server to decide with: the server itself decides nothing.
///
/// Each loop has its own, so that it may keep hash states and copies without a lock; all of it happens on that loop's thread, and
/// none of it may block.
public protocol Decider: AnyObject {
    /// Says who a token is, for one of these audiences; they are those that were asked for and are ours, never none.
    func authenticate(_ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment) -> BearerDecision

    /// Says what somebody is worth now who has come with a request.
    func resolve(_ claimant: Claimant, at now: Moment) -> CallerDecision
}

/// Makes one decider per loop.
public protocol DeciderFactory: Sendable {
    /// Called on the loop's thread.
    func makeDecider() -> any Decider
}
