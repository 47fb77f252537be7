// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger
internal import Wire

/// A table of the contracts that can be looked into from outside.
enum LocalTable {
    case stakes(pool: Address)
    case seals(registry: Address)
    case workers(registry: Address)
    /// Not a table, but looked up like one: what a pool keeps under its version, of which the parameters stand first. Nobody outside the
    /// contracts reads what follows them, and it is not here.
    case state(pool: Address)
    /// The same of a worker registry, of which cluster and table stand first.
    case registry(Address, workers: Address)
    /// The same of a scheduler, as far as anybody outside the contracts reads it.
    case scheduler(Address, requests: Address, workloads: Address)
    /// Requests, by their numbers.
    case requests(scheduler: Address)
    /// How many requests a worker's owner has in hand.
    case workloads(scheduler: Address)
    /// What a worker has reported.
    case record(worker: Address)
    /// The same of what anchors the audit log, as far as anybody outside the contracts reads it.
    case anchor(Address, roots: Address)
    /// Roots of the audit log, by their sequence numbers.
    case roots(anchor: Address)

    /// The version that the contracts keep an object's state under.
    static let stateVersion: UInt64 = 1
}

extension LocalLedger {
    /// All entries of a table, by their keys in BCS, in the order of the keys.
    func entries(of table: LocalTable) -> [TableEntry] {
        let entries: [TableEntry]
        switch table {
        case .stakes(let pool):
            let accounts = chain.pools[pool]?.stakes.entries ?? [:]
            entries = accounts.map { TableEntry(key: $0.raw.bytes, value: $1.bcs) }
        case .seals(let registry):
            let seals = chain.sealRegistries[registry]?.seals.entries ?? [:]
            entries = seals.map { TableEntry(key: $0.bcs, value: $1.bcs) }
        case .workers(let registry):
            let workers = chain.workerRegistries[registry]?.workers.entries ?? [:]
            entries = workers.map { TableEntry(key: $0.raw.bytes, value: $1.bcs) }
        case .state(let pool): entries = chain.pools[pool].map { [state($0.params.bcs)] } ?? []
        case .registry(let registry, let workers):
            entries = chain.workerRegistries[registry].map { [state(head(of: $0, workers))] } ?? []
        case .scheduler(let id, let requests, let workloads):
            entries = chain.schedulers[id].map { [state(head(of: $0, requests, workloads))] } ?? []
        case .requests(let scheduler):
            let requests = chain.schedulers[scheduler]?.requests.entries ?? [:]
            entries = requests.map { TableEntry(key: Self.number($0), value: $1.bcs) }
        case .workloads(let scheduler):
            let workloads = chain.schedulers[scheduler]?.workloads.entries ?? [:]
            entries = workloads.map { TableEntry(key: $0.raw.bytes, value: Self.number($1)) }
        case .record(let worker): entries = chain.workers[worker].map { [state($0.state)] } ?? []
        case .anchor(let id, let roots): entries = chain.anchors[id].map { [state(head(of: $0, roots))] } ?? []
        case .roots(let anchor):
            let roots = chain.anchors[anchor]?.roots.entries ?? [:]
            entries = roots.map { TableEntry(key: Self.number($0), value: $1.bcs) }
        }
        return entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    private func state(_ value: [UInt8]) -> TableEntry {
        TableEntry(key: Self.number(LocalTable.stateVersion), value: value)
    }

    private static func number(_ number: UInt64) -> [UInt8] {
        var writer = BCSWriter()
        writer.integer(number)
        return writer.bytes
    }

    /// The cluster, three tables with the numbers of their entries, and what is counted.
    private func head(of scheduler: Scheduler, _ requests: Address, _ workloads: Address) -> [UInt8] {
        var value = BCSWriter()
        value.address(scheduler.cluster)
        // Nobody outside looks for the open requests of a submitter.
        let tables = [
            (requests, scheduler.requests.entries.count), (Address(0), scheduler.open.entries.count),
            (workloads, scheduler.workloads.entries.count),
        ]
        for (id, count) in tables {
            value.address(id)
            value.integer(UInt64(count))
        }
        for number in [scheduler.submitted, scheduler.pending, scheduler.assigned, scheduler.number] {
            value.integer(number)
        }
        return value.bytes
    }

    /// The cluster, the table with the number of its entries, and what is counted.
    private func head(of anchor: AuditAnchor, _ roots: Address) -> [UInt8] {
        var value = BCSWriter()
        value.address(anchor.cluster)
        value.address(roots)
        for number in [UInt64(anchor.roots.entries.count), anchor.sequence, anchor.size, anchor.number] {
            value.integer(number)
        }
        return value.bytes
    }

    /// The cluster, and the table with the number of its entries.
    private func head(of registry: WorkerRegistry, _ workers: Address) -> [UInt8] {
        var value = BCSWriter()
        value.address(registry.cluster)
        value.address(workers)
        value.integer(UInt64(registry.workers.entries.count))
        return value.bytes
    }

    /// The type of a table's keys.
    func keyType(of table: LocalTable) -> TypeTag {
        switch table {
        case .stakes, .workers, .workloads: .address
        case .state, .registry, .scheduler, .requests, .record, .anchor, .roots: .u64
        case .seals: .structure(StructTag(package, "seal", "SealKey"))
        }
    }

    /// One entry of a table.
    func entry(of table: LocalTable, _ key: [UInt8]) -> TableEntry? {
        do throws(BCSError) {
            let value: [UInt8]?
            switch table {
            case .stakes(let pool): value = chain.pools[pool]?.stakes[try Self.owner(key)]?.bcs
            case .workers(let registry): value = chain.workerRegistries[registry]?.workers[try Self.owner(key)]?.bcs
            case .seals(let registry): value = chain.sealRegistries[registry]?.seals[try SealKey(bcs: key)]?.bcs
            case .state, .registry, .scheduler, .requests, .workloads, .record, .anchor, .roots:
                return entries(of: table).first { $0.key == key }
            }
            return value.map { TableEntry(key: key, value: $0) }
        } catch { return nil }
    }

    private static func owner(_ key: [UInt8]) throws(BCSError) -> Address {
        var reader = BCSReader(key.span)
        let owner = try reader.address()
        try reader.finish()
        return owner
    }
}
