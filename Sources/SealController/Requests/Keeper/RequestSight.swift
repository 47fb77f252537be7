// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// What the copy of the chain says of submitters and workers.
struct RequestSight: Sendable {
    private static let userSeal: UInt8 = 1

    let tables: ClusterTables
    let mark: @Sendable () -> FollowMark
    /// Of an older copy nothing is believed.
    let maximumAge: Duration
    /// What tiers cost at least beside what the chain asks for.
    var floors: @Sendable () -> TierFloors = { TierFloors() }

    /// What a request's seal is worth now.
    func standing(of request: KubernetesRequest, at now: Moment) -> RequestStanding {
        // Before the tables: they are as far as it says, or further.
        guard let judge = judge(at: now) else { return .unknown }
        let found = tables.seal(id: request.sealID)?.seal
        let account = tables.account(request.submitter)
        // Where a liar was found out the mark falls before the tables are emptied.
        guard self.judge(at: now) != nil else { return .unknown }
        guard let seal = found, seal.owner == request.submitter, seal.kind == Self.userSeal else {
            return .lost("the seal that it was asked for with is not known")
        }
        switch judge.finding(seal, account: account) {
        case .unavailable, .busy: return .unknown
        case .refused(.revoked): return .lost("the seal that it was asked for with is revoked")
        case .refused(.expired): return .lost("the seal that it was asked for with is expired")
        case .refused: return .lost("the seal that it was asked for with is worth nothing")
        case .holder(let holder):
            switch holder.refusal {
            case nil: break
            case .slashed?: return .lost("the submitter was slashed")
            case .outdatedGeneration?: return .lost("the seal is from before the submitter was slashed")
            default: return .lost("the submitter's stake is too low")
            }
            guard let tier = holder.tier else { return .lost("the submitter's stake is too low") }
            let isNarrowed = !seal.permissions.isEmpty || !seal.namespaces.isEmpty
            return .good(
                RequestIdentity(owner: seal.owner, seal: seal.sealID, tier: tier, isNarrowed: isNarrowed))
        }
    }

    /// The workers whose stake is good and whose Nodes are among these.
    func workers(ready: Set<String>, at now: Moment) -> [WorkerSlot] {
        guard !ready.isEmpty, judge(at: now) != nil, let minimum = mark().workerMinimum else { return [] }
        return tables.namedWorkers.compactMap { owner, worker in
            guard ready.contains(worker.nodeName),
                WorkerJudge.verdict(of: worker, tables.account(owner), minimum: minimum) == .good
            else { return nil }
            return WorkerSlot(owner: owner, node: worker.nodeName)
        }
    }

    private func judge(at now: Moment) -> HolderJudge? {
        let mark = mark()
        guard mark.isComplete, mark.hasWorkers, !mark.hasHole,
            let age = mark.age(now: now.monotonic, wall: now.wall), age <= maximumAge,
            let thresholds = mark.thresholds?.raised(by: floors()), let minimum = mark.workerMinimum,
            let epoch = mark.epoch
        else { return nil }
        return HolderJudge(thresholds: thresholds, workerMinimum: minimum, epoch: epoch)
    }
}
