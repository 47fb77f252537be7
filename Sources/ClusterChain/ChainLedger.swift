// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Kernel
public import SealAuthN
public import SuiLedger

/// The chain as a ledger: the nodes, what follows them, and the directory that decides by it.
public final class ChainLedger: Sendable {
    /// Who holds which stake.
    public let directory: IdentityDirectory
    /// Whom we ask.
    public let nodes: NodePool
    /// What keeps the copy up to date.
    public let follower: LedgerFollower
    /// How many nodes must agree on the high tiers.
    public let quorum: Int

    /// Begins to follow; `consumer` is called on the follower's thread, which waits for it.
    public init(
        _ chain: ChainConfiguration, audiences: AudienceNames,
        consumer: @escaping @Sendable (FollowNews) -> Void = { _ in },
        report: @escaping @Sendable (DirectoryEvent) -> Void
    ) throws(StartFailure) {
        var settings = DirectorySettings(cluster: chain.ids.cluster)
        settings.staleness.maximumAge = chain.maxAge
        settings.staleness.grace = chain.grace
        settings.lookUps.rate = chain.lookups.rate
        settings.lookUps.burst = chain.lookups.burst
        settings.lookUps.concurrent = chain.lookups.concurrent
        settings.lookUps.timeout = chain.lookups.timeout
        settings.quorum = chain.quorum
        settings.floors = TierTable { chain.thresholds[$0] ?? 0 }
        settings.audiences = audiences
        var follow = FollowSettings(
            package: chain.cluster.types[0], laterPackages: Array(chain.cluster.types.dropFirst()), cluster: chain.ids)
        follow.positionPath = chain.positionFile
        follow.pollInterval = chain.pollInterval
        let nodes: NodePool
        do throws(LedgerError) { nodes = try NodePool(chain.nodes, chain: chain.cluster.chain) } catch {
            throw StartFailure(reason: error.description)
        }
        let follower: LedgerFollower
        do throws(SystemError) { follower = try LedgerFollower(nodes, follow, consumer: consumer) } catch {
            throw StartFailure(reason: error.description)
        }
        let source = PoolSource(
            nodes, ClusterQuestions(chain.ids, types: chain.cluster.types[0]), maximumAge: chain.maxAge,
            hedgeAfter: Self.hedge, heard: { follower.note($0) })
        self.nodes = nodes
        self.follower = follower
        quorum = chain.quorum
        directory = IdentityDirectory(
            settings, tables: follower.tables, mark: { follower.mark }, source: source, report: report)
    }

    /// Why nothing can be followed: a library or the kernel refuses.
    public struct StartFailure: Error, Sendable {
        /// One sentence.
        public let reason: String
    }

    /// A node that has not answered by then is slow for once: another is asked too.
    private static let hedge = Duration.milliseconds(300)

    /// Whether the copy is young enough to be gone by.
    public var isFresh: Bool { directory.copy(at: .now) != .outdated }

    /// Whether the copy says all: who is in it, and who is not.
    public var isWhole: Bool { directory.copy(at: .now) == .fresh(isComplete: true) }

    /// Ends the following, and saves how far it came.
    public func stop() { follower.stop() }
}
