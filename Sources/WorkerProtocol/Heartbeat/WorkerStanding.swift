// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// Where a machine stands in the registry; closed.
public enum WorkerStanding: String, Hashable, Sendable, CaseIterable {
    /// Registered, not let in yet.
    case pending
    /// Works.
    case active
    /// Taken out of service; the stake is as it was.
    case suspended
    /// Lost stake, and is out of service.
    case slashed
    /// Has left.
    case retired
    /// Not registered, or of a status that this version does not know.
    case unknown

    /// Reads a status of `worker_registry`.
    public init(status: UInt8) {
        switch status {
        case 1: self = .pending
        case 2: self = .active
        case 3: self = .suspended
        case 4: self = .slashed
        case 5: self = .retired
        default: self = .unknown
        }
    }

    /// The standing of an entry; of none, unknown.
    public init(_ entry: WorkerEntry?) { self = entry.map { WorkerStanding(status: $0.status) } ?? .unknown }

    /// Whether a machine may take work.
    public var mayWork: Bool { self == .active }

    /// Whether a machine may ask to join.
    public var mayJoin: Bool { self == .active || self == .pending }

    /// Whether the machine has no place any more until its owner registers it anew.
    public var isOver: Bool { self == .slashed || self == .retired }
}
