// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Kernel
internal import SuiLedger

/// Activates by the operator's account, once the chain has said at which versions the cluster's objects began: that never changes, and a
/// chain that nobody answers for when the controller starts does not keep it from starting.
final class PatientActivator: Activator {
    private let wallet: OperatorWallet
    private let nodes: NodePool
    private let package: Address
    private let ids: ClusterCreated
    private let isLeader: @Sendable () -> Bool
    private let ready = Locked<ChainActivator?>(nil)

    init(
        _ wallet: OperatorWallet, _ nodes: NodePool, package: Address, ids: ClusterCreated,
        isLeader: @escaping @Sendable () -> Bool
    ) {
        self.wallet = wallet
        self.nodes = nodes
        self.package = package
        self.ids = ids
        self.isLeader = isLeader
    }

    var mayActivate: Bool { isLeader() }

    /// Waits, for the chain; on a thread of one's own.
    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation {
        try activator().activate(owner, name: name)
    }

    private func activator() throws(JoinRefusal) -> ChainActivator {
        if let known = ready.withLock({ $0 }) { return known }
        let shared = ClusterCalls.sharedObjects(of: ids)
        let objects: [LedgerObject?]
        do throws(LedgerError) { objects = try nodes.ask(ObjectsQuestion(shared)).value } catch {
            throw .chainUnavailable
        }
        var versions: [Address: UInt64] = [:]
        for (id, object) in zip(shared, objects) {
            guard case .shared(let version)? = object?.owner else { throw .chainUnavailable }
            versions[id] = version
        }
        let calls = ClusterCalls(package: package, ids: ids, versions: versions)
        let activator = ChainActivator(wallet, calls, isLeader: isLeader)
        ready.withLock { $0 = activator }
        return activator
    }
}
