// SPDX-License-Identifier: Apache-2.0

/// What a transaction is paid with: coins, and a budget that a simulation has shown to be enough.
public enum GasPlan {
    /// The most coins that a transaction may be paid from.
    public static let maximumCoins = 256
    /// The most that a transaction may cost, in MIST: 50 SUI.
    public static let maximumBudget: UInt64 = 50_000_000_000

    /// The budget to simulate with: what the coins allow, within the network's bounds.
    public static func trial(price: UInt64, available: UInt64) -> UInt64 {
        min(max(least(price), available), maximumBudget)
    }

    /// The budget for a transaction that was simulated: a fifth more than it cost, and what the network wants at least.
    ///
    /// Rebates are not counted: they are paid after the budget was found to be enough.
    public static func budget(for gas: Effects.Gas, price: UInt64) -> UInt64 {
        let (cost, isTooMuch) = gas.computation.addingReportingOverflow(gas.storage)
        guard !isTooMuch, cost < maximumBudget else { return maximumBudget }
        return min(max(cost + cost / 5, least(price)), maximumBudget)
    }

    /// Coins that hold `amount` together, the largest first; `nil` if they do not, or only too many of them would.
    public static func select(
        _ amount: UInt64, from coins: [(reference: ObjectReference, balance: UInt64)]
    ) -> [ObjectReference]? {
        var sum: UInt64 = 0
        var chosen: [ObjectReference] = []
        for coin in coins.sorted(by: { $0.balance > $1.balance }) where coin.balance > 0 {
            guard sum < amount, chosen.count < maximumCoins else { break }
            chosen.append(coin.reference)
            sum = sum.addingReportingOverflow(coin.balance).overflow ? .max : sum + coin.balance
        }
        return sum >= amount && !chosen.isEmpty ? chosen : nil
    }

    /// Below this the network refuses a budget.
    private static func least(_ price: UInt64) -> UInt64 {
        let (least, isTooMuch) = price.multipliedReportingOverflow(by: 1000)
        return isTooMuch ? maximumBudget : least
    }
}
