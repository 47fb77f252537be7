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
    private let lead: Lead
    private let ready = Locked<ChainActivator?>(nil)

    init(
        _ wallet: OperatorWallet, _ nodes: NodePool, package: Address, ids: ClusterCreated,
        lead: Lead
    ) {
        self.wallet = wallet
        self.nodes = nodes
        self.package = package
        self.ids = ids
        self.lead = lead
    }

    /// How long a join waits for a renewal that is late.
    private static let patience = Duration.seconds(5)

    /// Whether this controller leads; waits a little where it did a moment ago and nobody else does, on a thread of one's own.
    var mayActivate: Bool { lead.wait(until: Monotonic.now.advanced(by: Self.patience)) }

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
        let activator = ChainActivator(wallet, calls) { [lead] in lead.isLeader }
        ready.withLock { $0 = activator }
        return activator
    }
}
