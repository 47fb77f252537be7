// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger
internal import WorkerProtocol

/// Decides what comes next on the way into a cluster.
///
/// Pure: it remembers nothing, so that a way which was broken off goes on from wherever the world says that it is.
enum JoinCourse {
    /// What comes next.
    enum Decision: Hashable, Sendable {
        /// This, and then look again.
        case take(JoinStep)
        /// Nothing: the machine has joined.
        case done
        /// Nothing here helps.
        case refused(JoinObstacle)
    }

    /// The most steps that a way can have, each being taken once; a world that asks for more does not do what it says.
    static let longest = 12

    /// What comes next.
    static func next(_ sight: JoinSight) -> Decision {
        let chain = sight.chain
        if chain.isSlashed { return .refused(.slashed) }
        if let name = chain.account?.nodeID, name != sight.nodeID { return .refused(.otherNode(name)) }
        if WorkerStanding(chain.worker) == .suspended { return .refused(.suspended(chain.worker?.reason ?? "")) }
        guard let joinKey = sight.joinKey else { return .take(.makeKeys) }
        if let step = stakeStep(sight) { return .take(step) }
        if let step = workerStep(chain.worker, joinKey: joinKey.bytes) { return .take(step) }
        guard sight.seal == .live else { return .take(.mintSeal) }
        if sight.isWritten, let joined = sight.joined, !isLost(joined, chain.worker) {
            // The agent has found its server, by what stands in its configuration.
            if sight.agent == .active { return .done }
            if sight.now < joined.tokenExpiresMilliseconds {
                // Its token still opens the door: an agent that is on its way there needs nothing but time.
                return sight.agent == .activating ? .done : .take(.startAgent)
            }
        }
        return .take(sight.isMasterVerified ? .join : .verifyMaster)
    }

    /// All steps that are left, as far as they can be told before they are taken, and what is in the way behind them.
    static func plan(_ sight: JoinSight) -> (steps: [JoinStep], end: Decision) {
        var (sight, steps) = (sight, [JoinStep]())
        while steps.count < longest {
            let decision = next(sight)
            guard case .take(let step) = decision else { return (steps, decision) }
            steps.append(step)
            sight.take(step)
        }
        return (steps, next(sight))
    }

    /// Whether what the machine joined as is over, whatever its agent still does: no name comes back after a slashing or a departure, and
    /// who registers anew is let in under another.
    private static func isLost(_ joined: JoinedNode, _ worker: WorkerEntry?) -> Bool {
        switch WorkerStanding(worker) {
        // The registry keeps the name of before until it gives another.
        case .pending: worker?.nodeName == joined.nodeName
        case .active: worker?.nodeName != joined.nodeName
        case .suspended, .slashed, .retired, .unknown: false
        }
    }

    private static func stakeStep(_ sight: JoinSight) -> JoinStep? {
        let chain = sight.chain
        let needed = max(chain.requiredStake, sight.minimum)
        guard chain.nodeStake > 0 else { return .stake(max(sight.wanted, needed)) }
        return chain.nodeStake < needed ? .increase(needed - chain.nodeStake) : nil
    }

    private static func workerStep(_ worker: WorkerEntry?, joinKey: [UInt8]) -> JoinStep? {
        guard let worker, !WorkerStanding(worker).isOver else { return .register }
        return worker.joinKey == joinKey ? nil : .setJoinKey
    }
}

extension JoinSight {
    /// What is to be seen after a step that did what it is for: for plans alone.
    mutating func take(_ step: JoinStep) {
        switch step {
        case .makeKeys: joinKey = joinKey ?? .init()
        case .stake(let amount), .increase(let amount): add(amount)
        case .register, .setJoinKey:
            chain.worker = WorkerEntry(
                worker: chain.worker?.worker ?? Address(0), nodeID: nodeID, nodeName: chain.worker?.nodeName ?? "",
                status: step == .register ? 1 : chain.worker?.status ?? 1, joinKey: (joinKey ?? .init()).bytes,
                reason: "",
                registeredMilliseconds: now, sequence: 0, ext: [])
        case .mintSeal: seal = .live
        case .verifyMaster: isMasterVerified = true
        case .join:
            isWritten = true
            joined = JoinedNode(nodeName: "", serverURL: "", tokenExpiresMilliseconds: now + 1)
            chain.worker?.status = 2
            chain.worker?.nodeName = ""
            agent = .inactive
        case .startAgent: agent = .active
        }
    }

    private mutating func add(_ amount: UInt64) {
        var account =
            chain.account
            ?? StakeAccount(
                amount: 0, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
                sinceMilliseconds: now, weightEpoch: chain.epoch, generation: 0, nodeID: nodeID, sequence: 0, ext: [])
        account.nodeAmount += amount
        account.status = 1
        account.nodeID = nodeID
        chain.account = account
    }
}
