// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger
internal import WorkerProtocol

/// All that says how far a machine is on its way into a cluster; read anew before each step.
struct JoinSight: Hashable, Sendable {
    /// How the worker's seal is.
    enum SealState: Hashable, Sendable {
        /// There is no token.
        case absent
        /// There is a token that the chain has not heard of.
        case unminted
        /// There is a token that lets its bearer in.
        case live
        /// There is a token that lets nobody in any more.
        case dead
    }

    /// What the stake calls the node.
    var nodeID: String
    /// How much is to be locked at first.
    var wanted: UInt64
    /// What is to be kept, whatever the cluster asks for.
    var minimum: UInt64
    /// The public half of the machine's key; `nil` before there is one.
    var joinKey: Bytes32?
    /// What the chain says.
    var chain: ChainSight
    /// The seal.
    var seal: SealState
    /// Whether the master was verified, in this run.
    var isMasterVerified: Bool
    /// Whether the agent's configuration is there.
    var isWritten: Bool
    /// What the machine joined as; `nil` where it has not.
    var joined: JoinedNode?
    /// How the agent is.
    var agent: AgentState
    /// The time, in milliseconds since 1970.
    var now: UInt64
}
