// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// What seals and stakes are worth: values in, a verdict out, and nothing else.
public enum Judge {
    private static let userSeal: UInt8 = 1
    private static let workerSeal: UInt8 = 2
    private static let active: UInt8 = 1
    private static let slashed: UInt8 = 3
    private static let activeWorker: UInt8 = 2
    private static let slashedWorker: UInt8 = 4

    /// Why a seal is worth nothing whatever the stake and the time are; nothing ever changes that.
    public static func fault(of seal: Seal) -> TokenRefusal? {
        guard seal.kind != workerSeal else { return .workerSeal }
        // What cannot be shown cannot be narrowed to either; the contract lets none of it in.
        guard seal.kind == userSeal, (seal.permissions + seal.namespaces).allSatisfy(NameRule.isShowable) else {
            return .malformedSeal
        }
        return seal.revoked ? .revoked : nil
    }

    /// What a seal is worth together with its owner's stake, in an epoch.
    public static func standing(
        of seal: Seal, account: StakeAccount?, thresholds: TierThresholds, epoch: UInt64
    ) -> Standing {
        if let fault = fault(of: seal) { return .refused(fault) }
        guard epoch < seal.expiresEpoch else { return .refused(.expired) }
        switch tier(of: account, thresholds) {
        case .failure(let reason): return .refused(reason)
        case .success(let tier):
            // Whoever was slashed mints anew: an old seal stays dead though there is stake again.
            guard let account, seal.generation == account.generation else { return .refused(.outdatedGeneration) }
            return .good(
                Identity(
                    owner: seal.owner.raw, seal: seal.sealID.raw, tier: tier, stake: account.amount,
                    permissions: seal.permissions, namespaces: seal.namespaces, expiresEpoch: seal.expiresEpoch))
        }
    }

    /// What an address is worth by its stake alone.
    public static func standing(
        of owner: Address, account: StakeAccount?, thresholds: TierThresholds
    ) -> Standing {
        switch tier(of: account, thresholds) {
        case .failure(let reason): .refused(reason)
        case .success(let tier): .good(Identity(owner: owner.raw, seal: nil, tier: tier, stake: account?.amount ?? 0))
        }
    }

    /// The tier of an account; a status that this version does not know is none that it trusts.
    private static func tier(
        of account: StakeAccount?, _ thresholds: TierThresholds
    ) -> Result<Tier, TokenRefusal> {
        guard let account else { return .failure(.unstaked) }
        guard account.status != slashed else { return .failure(.slashed) }
        guard account.status == active else { return .failure(.unstaked) }
        guard let tier = thresholds.tier(of: account.amount) else { return .failure(.stakeTooLow) }
        return .success(tier)
    }

    /// Why a registration lets no machine in, apart from what is staked for it.
    static func refusal(of worker: WorkerEntry) -> NodeRefusal? {
        switch worker.status {
        case activeWorker: nil
        case slashedWorker: .slashed
        default: .inactive
        }
    }

    /// Why an account is not enough for a node; what is staked for the owner's tier does not count.
    static func refusal(ofNodeOf account: StakeAccount?, minimum: UInt64) -> NodeRefusal? {
        guard let account else { return .unstaked }
        guard account.status != slashed else { return .slashed }
        return account.status == active && account.nodeAmount >= minimum ? nil : .unstaked
    }
}
