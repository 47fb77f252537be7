// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import WorkerProtocol

/// One thing to be done on the way out of a cluster; each can be taken again.
enum LeaveStep: Hashable, Sendable {
    /// Tells the registry, so that the cluster empties the node.
    case retire
    /// Waits until no pod is left, or the grace is over.
    case wait
    /// Stops the agent.
    case stopAgent
    /// Removes the agent's configuration.
    case removeFiles
    /// Ends the seal.
    case revokeSeal
    /// Takes the node's stake out of use.
    case unstake(UInt64)
    /// Forgets what the machine joined as; its keys stay, for who comes back.
    case forget

    /// What happens, for people.
    var phrase: String {
        switch self {
        case .retire: "retire the worker on chain: the cluster moves its pods elsewhere"
        case .wait: "wait until no pod runs here any more, or the grace is over"
        case .stopAgent: "stop the agent"
        case .removeFiles: "remove the agent's configuration"
        case .revokeSeal: "revoke the worker's seal"
        case .unstake(let amount): "take \(Mist.write(amount)) out of use; it can be withdrawn once it has unbonded"
        case .forget: "forget what the machine joined as"
        }
    }
}

/// All that says how far a machine is on its way out.
struct LeaveSight: Hashable, Sendable {
    /// What the chain says.
    var chain: ChainSight
    /// Whether the seal still opens something.
    var isSealLive: Bool
    /// How the agent is.
    var agent: AgentState
    /// Whether a configuration of ours is there.
    var isWritten: Bool
    /// Whether it is kept what the machine joined as.
    var hasJoined: Bool
    /// Whether pods were waited for, in this run.
    var hasWaited: Bool
    /// Whether the stake is to be taken out of use.
    var unstakes: Bool
}

/// Decides what comes next on the way out.
///
/// Pure, and without memory, as the way in is.
enum LeaveCourse {
    /// The most steps that a way can have.
    static let longest = 8

    /// What comes next; `nil` once the machine is out.
    static func next(_ sight: LeaveSight) -> LeaveStep? {
        let standing = WorkerStanding(sight.chain.worker)
        if standing != .unknown, !standing.isOver { return .retire }
        if mayRun(sight.agent) { return sight.hasWaited ? .stopAgent : .wait }
        if sight.isWritten { return .removeFiles }
        if sight.isSealLive { return .revokeSeal }
        if sight.unstakes, sight.chain.nodeStake > 0 { return .unstake(sight.chain.nodeStake) }
        return sight.hasJoined ? .forget : nil
    }

    /// Whether the agent may have pods: where nobody can say it is told to stop, before anything is given up that it works by.
    private static func mayRun(_ agent: AgentState) -> Bool {
        switch agent {
        case .active, .activating, .unknown: true
        case .inactive, .failed, .missing: false
        }
    }

    /// All steps that are left.
    static func plan(_ sight: LeaveSight) -> [LeaveStep] {
        var (sight, steps) = (sight, [LeaveStep]())
        while steps.count < longest, let step = next(sight) {
            steps.append(step)
            sight.take(step)
        }
        return steps
    }
}

extension LeaveSight {
    /// What is to be seen after a step that did what it is for: for plans alone.
    mutating func take(_ step: LeaveStep) {
        switch step {
        case .retire: chain.worker?.status = 5
        case .wait: hasWaited = true
        case .stopAgent: agent = .inactive
        case .removeFiles: isWritten = false
        case .revokeSeal: isSealLive = false
        case .unstake: chain.account?.nodeAmount = 0
        case .forget: hasJoined = false
        }
    }
}
