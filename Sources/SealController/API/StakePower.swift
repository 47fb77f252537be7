// SPDX-License-Identifier: Apache-2.0

/// What a stake weighs in votes.
///
/// In Move: `tiers::calculate_stake_power`.
enum StakePower {
    private static let maximumScore: UInt64 = 100
    private static let (period, maximumPeriods): (UInt64, UInt64) = (30 * 24 * 3_600_000, 10)

    /// `amount × score/100 × (100 + periods)/100`, multiplied before it is divided; `nil` for more SUI than there is.
    static func of(_ amount: UInt64, score: UInt64, heldMilliseconds: UInt64) -> UInt64? {
        let bounded = min(score, maximumScore)
        let periods = min(heldMilliseconds / period, maximumPeriods)
        return UInt64(exactly: UInt128(amount) * UInt128(bounded) * UInt128(100 + periods) / 10_000)
    }
}
