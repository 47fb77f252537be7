// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The pot of the workers: the contracts' `rewards`.
struct Rewards {
    struct Share: Hashable {
        var weight: UInt64
        var index: UInt128
        var due: UInt64
    }

    private static let module = "rewards"
    private static let scale: UInt128 = 1_000_000_000_000

    private(set) var pot: UInt64 = 0
    private(set) var index: UInt128 = 0
    private(set) var totalWeight: UInt64 = 0
    let shares = Table<Address, Share>()

    func hasShare(_ owner: Address) -> Bool { shares.contains(owner) }

    mutating func fund(_ amount: UInt64) throws(Abort) {
        try require(totalWeight > 0, Self.module, "ENoWorkers")
        pot = try sum(pot, amount, Self.module)
        let (grown, isTooMuch) = index.addingReportingOverflow(UInt128(amount) * Self.scale / UInt128(totalWeight))
        guard !isTooMuch else { throw .arithmetic(Self.module) }
        index = grown
    }

    mutating func claim(_ owner: Address) throws(Abort) -> UInt64 {
        guard var share = settled(owner), share.due > 0 else { throw Abort(Self.module, "ENothingToClaim") }
        let due = share.due
        share.due = 0
        shares[owner] = share
        pot -= due
        return due
    }

    mutating func setWeight(_ owner: Address, _ weight: UInt64) {
        var share = settled(owner) ?? Share(weight: 0, index: index, due: 0)
        totalWeight = totalWeight - share.weight + weight
        share.weight = weight
        shares[owner] = share
    }

    private func settled(_ owner: Address) -> Share? {
        guard var share = shares[owner] else { return nil }
        share.due += UInt64(clamping: UInt128(share.weight) * (index - share.index) / Self.scale)
        share.index = index
        return share
    }
}
