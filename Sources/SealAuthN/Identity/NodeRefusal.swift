// SPDX-License-Identifier: Apache-2.0

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
