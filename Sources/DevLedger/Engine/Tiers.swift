// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What an amount of stake is worth: the contracts' `tiers` and `params`.
enum Tiers {
    static let sui: UInt64 = 1_000_000_000
    static let maximumScore: UInt64 = 100
    static let minimumScore: UInt64 = 10
    static let whole: UInt64 = 10_000
    static let maximumEpochs: UInt64 = 100
    static let day: UInt64 = 86_400_000

    static let defaultParams = ClusterParams(
        thresholds: TierThresholds(viewer: sui / 2, developer: 2 * sui, admin: 5 * sui, superuser: 10 * sui),
        workerMinimum: sui, unbondingEpochs: 7, votingMilliseconds: 3 * day, appealMilliseconds: day / 2,
        proposalBond: sui, slashFraction: 1_000, slasherEpochLimit: 100 * sui, sealEpochs: 30)

    /// 0 none, 1 viewer, 2 developer, 3 admin, 4 super.
    static func tier(_ thresholds: TierThresholds, _ amount: UInt64) -> UInt8 {
        if amount >= thresholds.superuser { return 4 }
        if amount >= thresholds.admin { return 3 }
        if amount >= thresholds.developer { return 2 }
        return amount >= thresholds.viewer ? 1 : 0
    }

    static func power(_ amount: UInt64, score: UInt64, heldMilliseconds: UInt64) -> UInt64 {
        let periods = min(heldMilliseconds / (30 * day), 10)
        return UInt64(
            clamping: UInt128(amount) * UInt128(min(score, maximumScore)) * UInt128(100 + periods) / 10_000)
    }

    static func requiredWorkerStake(_ minimum: UInt64, score: UInt64) -> UInt64 {
        let missing = maximumScore - min(score, maximumScore)
        return UInt64(clamping: (UInt128(minimum) * UInt128(maximumScore + missing) + 99) / 100)
    }

    /// 1 basic, 2 standard, 3 premium.
    static func enclaveClass(_ nodeAmount: UInt64) -> UInt8 { nodeAmount >= 10 * sui ? 3 : nodeAmount >= sui ? 2 : 1 }

    static func check(_ limits: TierThresholds) throws(Abort) {
        let isAscending =
            0 < limits.viewer && limits.viewer < limits.developer && limits.developer < limits.admin
            && limits.admin < limits.superuser
        try require(isAscending, "tiers", "EThresholdsNotAscending")
    }

    static func check(_ params: ClusterParams) throws(Abort) {
        let longest = maximumEpochs * day
        // The first line bounds every product below it.
        var isValid = params.workerMinimum > 0 && params.unbondingEpochs <= maximumEpochs
        isValid = isValid && (1...longest).contains(params.votingMilliseconds)
        isValid = isValid && (1...longest).contains(params.appealMilliseconds)
        guard isValid else { throw Abort("params", "EInvalidParams") }
        let unbonding = params.unbondingEpochs * day
        isValid = unbonding > params.votingMilliseconds + day
        isValid = isValid && unbonding > 2 * params.votingMilliseconds + params.appealMilliseconds
        isValid = isValid && params.proposalBond > 0 && (1...whole).contains(params.slashFraction)
        isValid = isValid && (1...maximumEpochs).contains(params.sealEpochs)
        try require(isValid, "params", "EInvalidParams")
    }
}
