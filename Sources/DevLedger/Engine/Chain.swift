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
        // A sum, since a dictionary has another order each time.
        let numbers = pools.values.reduce(0) { $0 &+ Self.mark($1.id, [Int(truncatingIfNeeded: $1.number)]) }
        return groups.reduce(numbers) { $0 &+ Self.mark($1.owner, $1.tables.map(\.fingerprint)) }
    }

    private static func mark(_ owner: Address, _ numbers: [Int]) -> Int {
        var hasher = Hasher()
        hasher.combine(owner)
        hasher.combine(numbers)
        return hasher.finalize()
    }

    private var tables: [any Undoable] { groups.flatMap(\.tables) }

    /// All tables, by the object that they belong to; those that belong to none are the clock's.
    private var groups: [(owner: Address, tables: [any Undoable])] {
        var groups: [(Address, [any Undoable])] = [(Address(6), [workers, caps, handles])]
        for (id, pool) in pools {
            groups.append((id, [pool.stakes, pool.nodes, pool.rewards.shares, pool.evidence, pool.holds]))
        }
        for (id, registry) in sealRegistries { groups.append((id, [registry.seals, registry.owned])) }
        for (id, registry) in workerRegistries { groups.append((id, [registry.workers, registry.names])) }
        for (id, scheduler) in schedulers {
            groups.append((id, [scheduler.requests, scheduler.open, scheduler.workloads]))
        }
        for (id, registry) in enclaveRegistries { groups.append((id, [registry.enclaves, registry.serving])) }
        for (id, governance) in governances {
            groups.append((id, [governance.proposals, governance.votes, governance.evidence]))
        }
        for (id, anchor) in anchors { groups.append((id, [anchor.roots])) }
        return groups
    }
}

/// What can take back what a transaction did.
protocol Undoable {
    var fingerprint: Int { get }

    func commit()
    func rollBack()
}
