// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Wire

/// What is asked of a cluster's tables, entry by entry, and how the answers are read.
public struct ClusterQuestions: Sendable {
    /// The version that the contracts keep their state under.
    private static let stateVersion: UInt64 = 1

    private let cluster: Address
    private let stakes: Address
    private let seals: Address
    private let sealKeyType: TypeTag

    /// Asks about a cluster; `types` is the package that defined its types first: by that, and no later one, keys are named.
    public init(_ ids: ClusterCreated, types: Address) {
        cluster = ids.cluster
        stakes = ids.stakes
        seals = ids.seals
        sealKeyType = .structure(StructTag(types, "seal", "SealKey"))
    }

    /// Asks what the pool knows of an owner.
    public func account(of owner: Address) -> TableEntryQuestion {
        TableEntryQuestion(table: stakes, key: owner.raw.bytes, keyType: .address)
    }

    /// Asks what the registry knows of a seal.
    public func seal(_ key: SealKey) -> TableEntryQuestion {
        TableEntryQuestion(table: seals, key: key.bcs, keyType: sealKeyType)
    }

    /// Asks for the pool's state, which holds the parameters.
    public var params: TableEntryQuestion {
        var key = BCSWriter()
        key.integer(Self.stateVersion)
        return TableEntryQuestion(table: cluster, key: key.bytes, keyType: .u64)
    }

    /// Whose account an entry is.
    static func owner(_ entry: TableEntry) throws(BCSError) -> Address { try AccountKey(bcs: entry.key).address }

    /// Which seal an entry is.
    static func key(_ entry: TableEntry) throws(BCSError) -> SealKey { try SealKey(bcs: entry.key) }

    /// Reads an account's entry.
    public static func account(_ entry: TableEntry) throws(BCSError) -> StakeAccount {
        try StakeAccount(bcs: entry.value)
    }

    /// Reads a seal's entry.
    public static func seal(_ entry: TableEntry) throws(BCSError) -> Seal { try Seal(bcs: entry.value) }

    /// Reads the parameters of the pool's state, where they stand first, whatever else is added to it.
    public static func params(_ entry: TableEntry) -> ClusterParams? {
        var reader = BCSReader(entry.value.span)
        return try? ClusterParams(from: &reader)
    }
}

/// The key of the table of accounts: an address, bare.
private struct AccountKey: BCSCodable {
    let address: Address

    func encode(into writer: inout BCSWriter) { writer.address(address) }

    init(from reader: inout BCSReader) throws(BCSError) { address = try reader.address() }
}
