// SPDX-License-Identifier: Apache-2.0
public import ClusterSettings
public import SealAuthN
public import SuiLedger

/// The chain that decides.
public struct ChainConfiguration: Sendable {
    /// Where the cluster file is.
    public var clusterFile: String
    /// Which chain, which contracts, which cluster.
    public var cluster: ClusterFile
    /// The cluster's objects, which ``cluster`` names, too.
    public var ids: ClusterCreated
    /// Whom to ask, 1 to 8, each with the credentials that it gets.
    public var nodes: [NodeEndpoint]
    /// How many of the nodes must agree on what admin and super rest on; not more than there are.
    public var quorum: Int
    /// How many nodes must say the same before something is done that cannot be undone: ``quorum``, and never one alone where there are several.
    public var confirmations: Int { nodes.count > 1 ? max(quorum, 2) : 1 }
    /// Where the place in the chain is kept over a restart.
    public var positionFile: String?
    /// How often lists are asked for where a node serves no stream.
    public var pollInterval: Duration
    /// How old an entry may be that is taken as it is.
    public var maxAge: Duration
    /// How long an identity outlives the chain's answers; never longer for a higher tier.
    public var grace: TierTable<Duration>
    /// What may be asked about tokens that nobody knows.
    public var lookups: Lookups
    /// What the tiers need at least in MIST, never less for a higher one; `nil` is what the chain says.
    public var thresholds: TierTable<UInt64?>
    /// Whether it is a local ledger, whose stake is worth nothing.
    public var isDevLedger: Bool

    /// The budget for point look-ups, all callers together.
    public struct Lookups: Sendable, Equatable {
        /// How many per second.
        public var rate: Int
        /// How many at once after a pause.
        public var burst: Int
        /// How many at a time.
        public var concurrent: Int
        /// How long one may take.
        public var timeout: Duration
    }
}
