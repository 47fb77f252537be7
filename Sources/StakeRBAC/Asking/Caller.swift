// SPDX-License-Identifier: Apache-2.0
public import SealAuthN

/// Who asks, as far as the ledger knows.
public enum Caller: Sendable, Equatable {
    /// Somebody whom others have authenticated: the system itself, controllers, the operator's own certificate. None of our business.
    case notOurs
    /// One of ours by name, whose seal or stake is worth nothing now.
    case dead(TokenRefusal)
    /// A staker.
    case staker(Identity)
    /// A service account of a staker's namespace, judged by what the owner's stake is worth.
    case serviceAccount(Identity)
    /// A machine that is about to make its own Node object.
    case node(NodeStanding)
}

/// What the ledger says of a machine's name.
public enum NodeStanding: Sendable, Equatable {
    /// There is an active registration for exactly this name, and the stake behind it holds.
    case registered
    /// There is none that counts, for this reason.
    case refused(NodeRefusal)
}
