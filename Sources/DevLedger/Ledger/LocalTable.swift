// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger
internal import Wire

/// A table of the contracts that can be looked into from outside.
enum LocalTable {
    case stakes(pool: Address)
    case seals(registry: Address)
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
        }
        return entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// The type of a table's keys.
    func keyType(of table: LocalTable) -> TypeTag {
        switch table {
        case .stakes: .address
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
            }
            return value.map { TableEntry(key: key, value: $0) }
        } catch { return nil }
    }
}
