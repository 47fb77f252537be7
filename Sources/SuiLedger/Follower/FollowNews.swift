// SPDX-License-Identifier: Apache-2.0

/// An event of the cluster, and what it made of the mirror.
public struct FollowedEvent: Hashable, Sendable {
    /// The event as the node gave it.
    public var event: EmittedEvent
    /// What it says; `nil` for a type that this version does not know.
    public var content: ContractEvent?
    /// What it made of the mirror.
    public var effect: ClusterMirror.Effect
    /// For a change of an account: what the mirror knew of the owner before it, if anything; it may be newer than the event.
    public var accountBefore: StakeAccount?
    /// For a change of the parameters: what they were until then; `nil` where that is not known, or something newer is.
    public var paramsBefore: ClusterParams?
}

/// What a follower has to tell.
public enum FollowNews: Sendable {
    /// Events, in the order of the chain; each is told once, but for those after the position that was saved last before a crash.
    case events([FollowedEvent])
    /// The tables were listed: anything in the mirror may be new.
    case tablesListed
    /// The mirror holds everything up to the present, or does no longer.
    case completeness(Bool)
}
