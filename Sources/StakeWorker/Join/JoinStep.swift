// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// One thing to be done on the way into a cluster; each can be taken again after a crash in the middle of it.
enum JoinStep: Hashable, Sendable {
    /// Makes the machine's key and password.
    case makeKeys
    /// Locks a first stake for the node.
    case stake(UInt64)
    /// Locks more.
    case increase(UInt64)
    /// Asks to be a worker.
    case register
    /// Tells the registry the machine's key.
    case setJoinKey
    /// Gets a seal.
    case mintSeal
    /// Finds out whether the master is what it must be.
    case verifyMaster
    /// Proves whose machine it is, and writes down what the agent needs.
    case join
    /// Has the agent run.
    case startAgent

    /// What happens, for people.
    func phrase(_ sight: JoinSight) -> String {
        switch self {
        case .makeKeys: "make this machine's join key and node password"
        case .stake(let amount): "lock \(Mist.write(amount)) for the node \(sight.nodeID)"
        case .increase(let amount): "lock \(Mist.write(amount)) more for the node \(sight.nodeID)"
        case .register: "register the worker on chain"
        case .setJoinKey: "tell the registry this machine's join key"
        case .mintSeal: "mint a worker's seal, and keep its token on this machine"
        case .verifyMaster: "find out whether the master is what it must be"
        case .join: "prove whose machine it is, get a node name and a token, and write the agent's configuration"
        case .startAgent: "start the agent"
        }
    }
}

/// Why a machine cannot join, whatever is done here; closed.
enum JoinObstacle: Hashable, Sendable {
    /// Stake was taken: the owner decides whether to stake again.
    case slashed
    /// The account stakes for a node of another name, which is for ever.
    case otherNode(String)
    /// The operator has taken the worker out of service.
    case suspended(String)

    /// What to do about it.
    var failure: WorkerFailure {
        switch self {
        case .slashed:
            WorkerFailure(
                .standing,
                "the stake was slashed, and its seals are dead: `sealctl restake AMOUNT --for-node` comes first, if you want to go on"
            )
        case .otherNode(let name):
            WorkerFailure(
                .standing,
                "the account has staked for a node called \(name): set node_id to that, or use another account")
        case .suspended(let reason):
            WorkerFailure(
                .standing,
                "the cluster's operator has suspended the worker\(reason.isEmpty ? "" : " (\(reason))"): ask there")
        }
    }
}
