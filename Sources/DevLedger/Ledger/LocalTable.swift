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
        }
        return entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    private func state(_ value: [UInt8]) -> TableEntry {
        var key = BCSWriter()
        key.integer(LocalTable.stateVersion)
        return TableEntry(key: key.bytes, value: value)
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
        case .stakes, .workers: .address
        case .state, .registry: .u64
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
            case .state, .registry: return entries(of: table).first { $0.key == key }
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
