// SPDX-License-Identifier: Apache-2.0
public import Kernel
internal import SealAuthN
internal import SuiLedger

/// What is known of a chain at one moment, for metrics.
public struct ChainSnapshot: Sendable {
    var age: Duration?
    var mark: FollowMark
    var health: FollowHealth
    var accounts: Int
    var seals: Int
    var lookUps: LookUpCounts
    var tokens: VerifiedTokens.Counts
    var nodes: [NodeSnapshot]
    var quorum: Int
}

extension ChainSnapshot {
    /// Asks all parts.
    public init(_ chain: ChainLedger, at now: Moment) {
        let counts = chain.follower.tables.counts
        self.init(
            age: chain.directory.copyAge(at: now), mark: chain.directory.mark, health: chain.follower.health,
            accounts: counts.accounts, seals: counts.seals, lookUps: chain.directory.lookUpCounts,
            tokens: chain.directory.tokenCounts, nodes: chain.nodes.snapshots, quorum: chain.quorum)
    }
}
