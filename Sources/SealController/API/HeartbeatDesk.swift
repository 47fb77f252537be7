// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// Takes what machines say, and tells them where they stand.
struct HeartbeatDesk: Sendable {
    private static let (active, slashed): (UInt8, UInt8) = (1, 3)
    /// What nobody goes on with.
    ///
    /// A suspended machine keeps what it has, and a registration that is not in our copy yet is no reason: the next word comes soon.
    private static let mustGo: Set<WorkerStanding> = [.slashed, .retired]

    let chain: ChainView
    let board: WorkerBoard

    /// Answers a machine whose owner this is.
    func answer(_ heartbeat: Heartbeat, from holder: SealHolder, at now: Moment) -> APIAnswer {
        let mark = chain.mark
        guard mark.hasWorkers, let minimum = mark.workerMinimum else {
            return .problem(.chainUnavailable, "the registrations are not known at the moment")
        }
        let worker = chain.worker(of: holder.owner)
        if let named = chain.tables.worker(named: heartbeat.nodeName), named.owner != holder.owner {
            return .problem(.forbidden, "this node is another's")
        }
        let isOwn = worker?.nodeName == heartbeat.nodeName
        if isOwn { board.take(heartbeat, of: holder.owner, at: now.monotonic) }
        let reply = Self.reply(isOwn ? worker : nil, account: holder.account, minimum: minimum)
        return .found(reply.json)
    }

    /// What the chain makes of a machine; of one that has not its owner's name in the registry, that it is unknown.
    static func reply(_ worker: WorkerEntry?, account: StakeAccount?, minimum: UInt64) -> HeartbeatReply {
        let isSlashed = account?.status == slashed
        let standing = isSlashed && worker != nil ? WorkerStanding.slashed : WorkerStanding(worker)
        let stake = account?.nodeAmount ?? 0
        // As for whoever removes machines: a score that asks for more than the least stake keeps new pods away, and sends none.
        let isStaked = account?.status == active && stake >= minimum
        let reason = worker?.reason ?? ""
        return HeartbeatReply(
            nodeName: worker?.nodeName ?? "", standing: standing,
            reason: reason.isEmpty && !isStaked ? "the stake for the node is too low" : reason, stakeMist: stake,
            requiredMist: WorkerSight.required(minimum: minimum, score: account?.score ?? 100),
            drain: !isStaked || mustGo.contains(standing))
    }
}
