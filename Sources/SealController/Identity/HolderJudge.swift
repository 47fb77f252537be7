// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import SuiLedger

/// What seals are worth to the public API: values in, an answer out.
///
/// The same rules as for the cluster, but that a worker's seal is one too, and that whoever lost the stake is told so instead of
/// being sent away.
struct HolderJudge {
    private static let (userSeal, workerSeal): (UInt8, UInt8) = (1, 2)
    private static let (active, slashed): (UInt8, UInt8) = (1, 3)

    let thresholds: TierThresholds
    let workerMinimum: UInt64
    let epoch: UInt64

    /// What a seal is worth together with its owner's account.
    func finding(_ seal: Seal, account: StakeAccount?) -> HolderFinding {
        let kind: SealHolder.Kind
        switch seal.kind {
        case Self.userSeal: kind = .user
        case Self.workerSeal: kind = .worker
        default: return .refused(.malformedSeal)
        }
        guard !seal.revoked else { return .refused(.revoked) }
        guard epoch < seal.expiresEpoch else { return .refused(.expired) }
        let isActive = account?.status == Self.active
        let tier = isActive ? account.flatMap { thresholds.tier(of: $0.amount) } : nil
        return .holder(
            SealHolder(
                owner: seal.owner, seal: seal.sealID, kind: kind, account: account, tier: tier,
                refusal: refusal(seal, kind, account, tier)))
    }

    /// What an address is worth by its account alone, which no seal stands for.
    func finding(signer: Address, account: StakeAccount) -> HolderFinding {
        let tier = account.status == Self.active ? thresholds.tier(of: account.amount) : nil
        let refusal: TokenRefusal? =
            switch account.status {
            case Self.slashed: .slashed
            case Self.active: tier == nil ? .stakeTooLow : nil
            default: .unstaked
            }
        return .holder(
            SealHolder(owner: signer, seal: nil, kind: .user, account: account, tier: tier, refusal: refusal))
    }

    private func refusal(
        _ seal: Seal, _ kind: SealHolder.Kind, _ account: StakeAccount?, _ tier: Tier?
    ) -> TokenRefusal? {
        guard let account else { return .unstaked }
        guard account.status != Self.slashed else { return .slashed }
        guard account.status == Self.active else { return .unstaked }
        // Whoever was slashed mints anew: an old seal stays dead though there is stake again.
        guard seal.generation == account.generation else { return .outdatedGeneration }
        switch kind {
        case .user: return tier == nil ? .stakeTooLow : nil
        case .worker: return account.nodeAmount < workerMinimum ? .stakeTooLow : nil
        }
    }
}
