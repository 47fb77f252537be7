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

/// Why a machine may not join under its name; closed.
public enum NodeRefusal: String, Sendable, CaseIterable {
    case unregistered
    case inactive
    case unstaked
    case slashed
    case ledgerUnavailable = "ledger_unavailable"

    /// One sentence for whoever started the machine.
    public var reason: StaticString {
        switch self {
        case .unregistered: "no worker is registered under this name"
        case .inactive: "the registration under this name is not active"
        case .unstaked: "the stake behind this name is too small for a worker"
        case .slashed: "the stake behind this name is slashed"
        case .ledgerUnavailable: "the registrations are not known at the moment"
        }
    }
}
