// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Stakers and workers, counted.
struct TopChain: Hashable, Sendable {
    /// How many there are of each tier, the highest first.
    var tiers: [(Tier, UInt64)] { Tier.allCases.reversed().map { ($0, byTier[$0.rawValue] ?? 0) } }
    private var byTier: [UInt8: UInt64] = [:]
    /// Accounts that are active and reach no tier.
    var below: UInt64 = 0
    /// Accounts whose stake leaves, and those that were slashed.
    var unbonding: UInt64 = 0
    var slashed: UInt64 = 0
    /// Accounts that ever staked.
    var accounts: UInt64 = 0
    /// Stake that counts for tiers and for nodes, and stake that leaves, in MIST.
    var staked: UInt64 = 0
    var stakedForNodes: UInt64 = 0
    var leaving: UInt64 = 0
    /// Workers by their standing, in the contracts' order.
    var workers: [UInt64] = .init(repeating: 0, count: workerStandings.count)
    /// Whether there were more entries than are counted.
    var isCut = false
    /// When it was read.
    var read: WallTime

    /// The contracts number them from 1.
    static let workerStandings = ["pending", "active", "suspended", "slashed", "retired"]
    private static let (active, unbondingStatus, slashedStatus): (UInt8, UInt8, UInt8) = (1, 2, 3)

    /// Nobody yet.
    init(read: WallTime) { self.read = read }

    /// Counts an account.
    mutating func add(_ account: StakeAccount, _ thresholds: TierThresholds) {
        accounts += 1
        leaving = Self.sum(leaving, account.unbonding)
        switch account.status {
        case Self.active:
            staked = Self.sum(staked, account.amount)
            stakedForNodes = Self.sum(stakedForNodes, account.nodeAmount)
            if let tier = thresholds.tier(of: account.amount) {
                byTier[tier.rawValue, default: 0] += 1
            } else {
                below += 1
            }
        case Self.unbondingStatus: unbonding += 1
        case Self.slashedStatus: slashed += 1
        default: break
        }
    }

    /// Counts a worker; a standing of the future is none.
    mutating func add(_ worker: WorkerEntry) {
        let index = Int(worker.status) - 1
        if workers.indices.contains(index) { workers[index] += 1 }
    }

    /// There are not 2^64 MIST; a node that says so is not believed.
    private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (sum, isTooMuch) = a.addingReportingOverflow(b)
        return isTooMuch ? .max : sum
    }
}
