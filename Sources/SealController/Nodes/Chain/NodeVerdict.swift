// SPDX-License-Identifier: Apache-2.0

/// What the chain says of a machine, by its name.
enum NodeVerdict: Hashable, Sendable {
    /// It may work.
    case good
    /// It keeps what it has and gets nothing new.
    case suspended(SuspensionCause)
    /// It may not work.
    case lost(LossCause)
    /// Nobody has this name: not ours, unless we have seen that it was.
    case unregistered
    /// The copy of the chain is too old or not whole. Losing the chain is not losing the stake.
    case unknown
}

/// Why a machine gets nothing new; closed.
///
/// The raw value stands in the taint that says so.
enum SuspensionCause: String, Sendable, CaseIterable {
    /// The operator suspended the worker on chain.
    case suspended
    /// The stake is a worker's least, but less than a worker of this score must have.
    case score
    /// The chain says something that this version does not know.
    case unrecognised
    /// The stake is lost, like that of so many others at once that a person has to look first.
    case guarded

    var reason: StaticString {
        switch self {
        case .suspended: "the operator suspended this worker on chain"
        case .score: "the stake behind this machine is less than a worker of its score must have"
        case .unrecognised: "the chain says something of this worker that this version does not know"
        case .guarded: "too many machines lost their stake at once"
        }
    }
}
