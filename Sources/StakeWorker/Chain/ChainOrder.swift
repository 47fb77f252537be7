// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What a worker has the contracts do.
enum ChainOrder: Hashable, Sendable {
    /// A first stake for the node.
    case stake(UInt64, node: String)
    /// More of it.
    case increase(UInt64)
    /// Stake again after a slashing.
    case restake(UInt64)
    /// Asks to be a worker.
    case register(node: String, joinKey: [UInt8])
    /// Another key that join material is sealed to.
    case setJoinKey([UInt8])
    /// A seal for the public API.
    case mintSeal(SealTerms)
    /// How the machine is.
    case report(worker: Address, cpuPercent: UInt8, memoryPercent: UInt8, pods: UInt32)
    /// The worker leaves.
    case retire
    /// Stake out of use.
    case unstake(UInt64)
    /// The end of the seal under this key.
    case revokeSeal(SealKey)

    /// What happens, for people.
    var phrase: String {
        switch self {
        case .stake(let amount, let node): "stakes \(Mist.write(amount)) for the node \(node)"
        case .increase(let amount): "adds \(Mist.write(amount)) to the node's stake"
        case .restake(let amount): "stakes \(Mist.write(amount)) again after a slashing"
        case .register(let node, _): "registers the worker for the node \(node)"
        case .setJoinKey: "tells the registry this machine's join key"
        case .mintSeal: "mints a worker's seal"
        case .report: "tells the chain how the machine is"
        case .retire: "retires the worker"
        case .unstake(let amount): "takes \(Mist.write(amount)) of the node's stake out of use"
        case .revokeSeal: "revokes the worker's seal"
        }
    }

    /// Whether a crash after it was sent could have it paid twice, were it only planned anew.
    var isKept: Bool {
        switch self {
        case .stake, .increase, .restake, .unstake: true
        case .register, .setJoinKey, .mintSeal, .report, .retire, .revokeSeal: false
        }
    }
}
