// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What happened to somebody on the chain, in a few words.
struct HistoryRecord: Equatable, Sendable {
    /// What it was.
    enum Kind: String, Sendable, CaseIterable {
        case stakeChanged = "stake_changed"
        case sealChanged = "seal_changed"
        case workerChanged = "worker_changed"
        case rewardClaimed = "reward_claimed"
        case requestChanged = "request_changed"
        case voteCast = "vote_cast"
    }

    /// What it was.
    let kind: Kind
    /// To whom.
    let owner: Address
    /// Which transaction did it.
    let transaction: Digest
    /// In which checkpoint, where that was said.
    let checkpoint: UInt64?
    /// How much: the stake that counts for tiers, what was claimed, what the vote weighs.
    var amount: UInt64?
    /// What is staked for a node.
    var nodeAmount: UInt64?
    /// The status of the account, the worker or the request, as the contracts number it.
    var status: UInt8?
    /// Which seal, or which worker.
    var subject: Address?
    /// Which request, or which proposal.
    var number: UInt64?
    /// Of a request, how far it had come.
    var progress: RequestProgress?
}

extension HistoryRecord {
    /// What an event says of somebody; `nil` where it is about nobody.
    init?(_ event: FollowedEvent) {
        guard let content = event.content else { return nil }
        let (transaction, checkpoint) = (event.event.identity.transaction, event.event.checkpoint)
        func record(_ kind: Kind, _ owner: Address) -> HistoryRecord {
            HistoryRecord(kind: kind, owner: owner, transaction: transaction, checkpoint: checkpoint)
        }
        switch content {
        case .stakeChanged(let stake):
            self = record(.stakeChanged, stake.owner)
            (amount, nodeAmount, status) = (stake.account.amount, stake.account.nodeAmount, stake.account.status)
        case .sealChanged(let seal):
            self = record(.sealChanged, seal.seal.owner)
            subject = seal.seal.sealID
        case .workerChanged(let worker):
            self = record(.workerChanged, worker.owner)
            (subject, status) = (worker.worker.worker, worker.worker.status)
        case .rewardClaimed(let reward):
            self = record(.rewardClaimed, reward.owner)
            amount = reward.amount
        case .requestChanged(let request):
            self = record(.requestChanged, request.request.submitter)
            (number, status) = (request.requestID, request.request.status)
            progress = RequestProgress(request.request)
        case .voteCast(let vote):
            self = record(.voteCast, vote.voter)
            (number, amount) = (vote.proposalID, vote.stake)
        case .anchored, .clusterCreated, .measurementsChanged, .enclaveChanged, .stateCommitted, .proposalChanged,
            .paramsChanged, .capChanged, .fundsChanged, .heartbeatRecorded:
            return nil
        }
    }
}
