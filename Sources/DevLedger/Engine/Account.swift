// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The arithmetic of an account: the contracts' `account`.
extension StakeAccount {
    static let active: UInt8 = 1
    static let unbondingStatus: UInt8 = 2
    static let slashedStatus: UInt8 = 3

    static let empty = StakeAccount(
        amount: 0, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: unbondingStatus, score: Tiers.maximumScore,
        slashedTotal: 0, sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: nil, sequence: 0, ext: [])

    var isActive: Bool { status == Self.active }
    var isSlashed: Bool { status == Self.slashedStatus }
    var total: UInt64 { amount + nodeAmount + unbonding }
    var votable: UInt64 { isActive ? amount + nodeAmount : 0 }

    func bucket(_ forNode: Bool) -> UInt64 { forNode ? nodeAmount : amount }

    mutating func put(_ value: UInt64, forNode: Bool, now: UInt64, epoch: UInt64) {
        let held = UInt128(amount + nodeAmount)
        let total = held + UInt128(value)
        let weighted = held * UInt128(sinceMilliseconds) + UInt128(value) * UInt128(now)
        sinceMilliseconds = UInt64(clamping: (weighted + total - 1) / total)
        weightEpoch = epoch
        status = Self.active
        if forNode { nodeAmount += value } else { amount += value }
    }

    mutating func unbond(_ value: UInt64, forNode: Bool, until: UInt64) {
        if forNode { nodeAmount -= value } else { amount -= value }
        unbonding += value
        unbondEpoch = max(unbondEpoch, until)
        if isActive && amount == 0 && nodeAmount == 0 { status = Self.unbondingStatus }
    }

    mutating func payOut() -> UInt64 {
        defer { (unbonding, unbondEpoch) = (0, 0) }
        return unbonding
    }

    mutating func slash(_ fraction: UInt64) throws(Abort) -> UInt64 {
        let parts = (Self.part(amount, fraction), Self.part(nodeAmount, fraction), Self.part(unbonding, fraction))
        amount -= parts.0
        nodeAmount -= parts.1
        unbonding -= parts.2
        let taken = parts.0 + parts.1 + parts.2
        slashedTotal = try sum(slashedTotal, taken, "account")
        status = Self.slashedStatus
        generation += 1
        return taken
    }

    private static func part(_ amount: UInt64, _ fraction: UInt64) -> UInt64 {
        let whole = UInt128(Tiers.whole)
        return UInt64(clamping: (UInt128(amount) * UInt128(fraction) + whole - 1) / whole)
    }
}
