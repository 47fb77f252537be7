// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The state of our contracts on a chain of its own: deterministic, without input or output.
///
/// Calls are made between ``begin()`` and ``commit()`` or ``rollBack()``; what happens in between is one transaction.
public final class Chain {
    /// The epoch.
    public var epoch: UInt64 = 0
    /// The clock, in milliseconds.
    public var milliseconds: UInt64 = 0

    var pools: [Address: Pool] = [:]
    var sealRegistries: [Address: SealRegistry] = [:]
    var workerRegistries: [Address: WorkerRegistry] = [:]
    var schedulers: [Address: Scheduler] = [:]
    var enclaveRegistries: [Address: EnclaveRegistry] = [:]
    var governances: [Address: Governance] = [:]
    var anchors: [Address: AuditAnchor] = [:]
    let workers = Table<Address, Worker>()
    let caps = Table<Address, Capability>()
    let handles = Table<Address, SealHandle>()

    private var saved: Saved?

    /// A chain on which nothing has happened.
    public init() {}

    /// Begins a transaction.
    public func begin() {
        saved = Saved(
            pools: pools, sealRegistries: sealRegistries, workerRegistries: workerRegistries, schedulers: schedulers,
            enclaveRegistries: enclaveRegistries, governances: governances, anchors: anchors)
    }

    /// Ends a transaction: what it did stays.
    public func commit() {
        saved = nil
        for table in tables { table.commit() }
    }

    /// Ends a transaction: nothing of it has happened.
    public func rollBack() {
        for table in tables { table.rollBack() }
        guard let saved else { return }
        pools = saved.pools
        sealRegistries = saved.sealRegistries
        workerRegistries = saved.workerRegistries
        schedulers = saved.schedulers
        enclaveRegistries = saved.enclaveRegistries
        governances = saved.governances
        anchors = saved.anchors
        self.saved = nil
    }

    /// The objects outside of their tables: few and small.
    private struct Saved {
        let pools: [Address: Pool]
        let sealRegistries: [Address: SealRegistry]
        let workerRegistries: [Address: WorkerRegistry]
        let schedulers: [Address: Scheduler]
        let enclaveRegistries: [Address: EnclaveRegistry]
        let governances: [Address: Governance]
        let anchors: [Address: AuditAnchor]
    }

    /// A number that is the same for chains that say the same, in this process.
    var fingerprint: Int {
        var hasher = Hasher()
        for table in tables { hasher.combine(table.fingerprint) }
        for pool in Self.ordered(pools) { hasher.combine(pool.number) }
        return hasher.finalize()
    }

    /// In the order of their ids: a dictionary's own order is not the same in two of the same content.
    private static func ordered<Object>(_ objects: [Address: Object]) -> [Object] {
        guard objects.count > 1 else { return Array(objects.values) }
        return objects.sorted { $0.key.description < $1.key.description }.map(\.value)
    }

    private var tables: [any Undoable] {
        var tables: [any Undoable] = [workers, caps, handles]
        for pool in Self.ordered(pools) {
            tables += [pool.stakes, pool.nodes, pool.rewards.shares, pool.evidence, pool.holds] as [any Undoable]
        }
        for registry in Self.ordered(sealRegistries) { tables += [registry.seals, registry.owned] as [any Undoable] }
        for registry in Self.ordered(workerRegistries) {
            tables += [registry.workers, registry.names] as [any Undoable]
        }
        for scheduler in Self.ordered(schedulers) {
            tables += [scheduler.requests, scheduler.open, scheduler.workloads] as [any Undoable]
        }
        for registry in Self.ordered(enclaveRegistries) {
            tables += [registry.enclaves, registry.serving] as [any Undoable]
        }
        for governance in Self.ordered(governances) {
            tables += [governance.proposals, governance.votes, governance.evidence] as [any Undoable]
        }
        for anchor in Self.ordered(anchors) { tables.append(anchor.roots) }
        return tables
    }
}

/// What can take back what a transaction did.
protocol Undoable {
    var fingerprint: Int { get }

    func commit()
    func rollBack()
}
