// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import WorkerProtocol

/// What the chain says of an owner's worker at one moment.
struct WorkerSight: Hashable, Sendable {
    /// The worker; `nil` if it is not registered.
    var worker: WorkerEntry?
    /// The owner's stake; `nil` if there was never one.
    var account: StakeAccount?
    /// The least stake of a node.
    var minimum: UInt64

    /// What a worker of this score must hold, as `tiers::required_worker_stake` has it: the minimum at 100, nearly twice that at the
    /// bottom, rounded up.
    static func required(minimum: UInt64, score: UInt64) -> UInt64 {
        let hundredths = minimum.multipliedFullWidth(by: 200 - min(score, 100))
        // What no 64 bits hold, the contracts would refuse to compute: nobody holds it.
        guard hundredths.high < 99 else { return .max }
        let (quotient, remainder) = UInt64(100).dividingFullWidth(hundredths)
        return remainder == 0 ? quotient : quotient + 1
    }

    /// What the worker must hold.
    var required: UInt64 { Self.required(minimum: minimum, score: account?.score ?? 100) }

    /// Whether the stake is enough, as `staking::is_node_staked` has it.
    var isStaked: Bool {
        guard let account else { return false }
        return account.status == 1 && account.nodeAmount >= required
    }
}

/// Where one learns what the chain says of a worker.
protocol WorkerSource: Sendable {
    /// Asks, and waits: on a thread of one's own.
    func sight(of owner: Address) throws(JoinRefusal) -> WorkerSight
}
