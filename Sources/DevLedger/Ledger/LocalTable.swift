// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger
internal import Wire

/// A table of the contracts that can be looked into from outside.
enum LocalTable {
    case stakes(pool: Address)
    case seals(registry: Address)
    /// Not a table, but looked up like one: what a pool keeps under its version, of which the parameters stand first. Nobody outside the
    /// contracts reads what follows them, and it is not here.
    case state(pool: Address)

    /// The version that the contracts keep a pool's state under.
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
        case .state(let pool):
            var key = BCSWriter()
            key.integer(LocalTable.stateVersion)
            entries = chain.pools[pool].map { [TableEntry(key: key.bytes, value: $0.params.bcs)] } ?? []
        }
        return entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// The type of a table's keys.
    func keyType(of table: LocalTable) -> TypeTag {
        switch table {
        case .stakes: .address
        case .state: .u64
        case .seals: .structure(StructTag(package, "seal", "SealKey"))
        }
    }

    /// One entry of a table.
    func entry(of table: LocalTable, _ key: [UInt8]) -> TableEntry? {
        do throws(BCSError) {
            let value: [UInt8]?
            switch table {
            case .stakes(let pool):
                var reader = BCSReader(key.span)
                let owner = try reader.address()
                try reader.finish()
                value = chain.pools[pool]?.stakes[owner]?.bcs
            case .seals(let registry): value = chain.sealRegistries[registry]?.seals[try SealKey(bcs: key)]?.bcs
            case .state: return entries(of: table).first { $0.key == key }
            }
            return value.map { TableEntry(key: key, value: $0) }
        } catch { return nil }
    }
}
