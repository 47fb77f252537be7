// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// The copy of the chain as the public API reads it.
struct ChainView: Sendable {
    /// What a copy says at one moment.
    struct Sight {
        /// How seals are judged.
        let judge: HolderJudge
        /// Whether what is not in it is not on the chain.
        let knowsAll: Bool
    }

    /// Accounts, seals and workers.
    let tables: ClusterTables
    /// How old the copy may be to say that there is nothing.
    let maximumAge: Duration
    /// How old it may be to be believed at all.
    let grace: Duration
    private let currentMark: @Sendable () -> FollowMark

    /// Reads these tables, which are as far as `mark` says.
    init(
        _ tables: ClusterTables, maximumAge: Duration, grace: Duration, mark: @escaping @Sendable () -> FollowMark
    ) {
        self.tables = tables
        self.maximumAge = maximumAge
        self.grace = grace
        currentMark = mark
    }

    /// How far the copy is; to be read before the tables.
    var mark: FollowMark { currentMark() }

    /// What the copy is good for; `nil` while it is good for nothing.
    func sight(at now: Moment) -> Sight? {
        let mark = mark
        // What is missing may be that a seal was revoked.
        guard !mark.hasHole, let age = mark.age(now: now.monotonic, wall: now.wall), age <= max(grace, maximumAge),
            let thresholds = mark.thresholds, let minimum = mark.workerMinimum, let epoch = mark.epoch
        else { return nil }
        return Sight(
            judge: HolderJudge(thresholds: thresholds, workerMinimum: minimum, epoch: epoch),
            knowsAll: age <= maximumAge && mark.isComplete)
    }

    /// The worker of an owner, if it was ever given a name.
    func worker(of owner: Address) -> WorkerEntry? { tables.worker(of: owner) }

    /// What an owner has staked.
    func account(of owner: Address) -> StakeAccount? { tables.account(owner) }
}
