// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// The cluster's calls, once the chain has said at which versions the cluster's objects began: that never changes, and a chain that nobody
/// answers for when the controller starts does not keep it from starting.
final class PatientCalls: Sendable {
    private let nodes: NodePool
    private let package: Address
    private let ids: ClusterCreated
    private let ready = Locked<ClusterCalls?>(nil)

    init(_ nodes: NodePool, package: Address, ids: ClusterCreated) {
        self.nodes = nodes
        self.package = package
        self.ids = ids
    }

    /// The calls; waits for the chain, the first time.
    func get() throws(LedgerError) -> ClusterCalls {
        if let known = ready.withLock({ $0 }) { return known }
        let shared = ClusterCalls.sharedObjects(of: ids)
        let objects = try nodes.ask(ObjectsQuestion(shared)).value
        var versions: [Address: UInt64] = [:]
        for (id, object) in zip(shared, objects) {
            guard case .shared(let version)? = object?.owner else {
                throw LedgerError(.malformed, "an object of the cluster is not there")
            }
            versions[id] = version
        }
        let calls = ClusterCalls(package: package, ids: ids, versions: versions)
        ready.withLock { $0 = calls }
        return calls
    }
}
