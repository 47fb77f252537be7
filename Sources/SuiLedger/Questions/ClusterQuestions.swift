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
    private let registry: Address
    private let schedulerID: Address
    private let enclaveRegistryID: Address
    private let anchorID: Address
    private let sealKeyType: TypeTag

    /// Asks about a cluster; `types` is the package that defined its types first: by that, and no later one, keys are named.
    public init(_ ids: ClusterCreated, types: Address) {
        cluster = ids.cluster
        stakes = ids.stakes
        seals = ids.seals
        registry = ids.workerRegistry
        schedulerID = ids.scheduler
        enclaveRegistryID = ids.enclaveRegistry
        anchorID = ids.auditAnchor
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

    /// Asks for the scheduler's state.
    public var scheduler: TableEntryQuestion { state(of: schedulerID) }

    /// Asks for what a worker has reported; `worker` is its object.
    public func record(ofWorker worker: Address) -> TableEntryQuestion { state(of: worker) }

    /// Asks for how many requests a worker's owner has in hand, of the table that the scheduler's state names.
    public func workload(of owner: Address, in workloads: Address) -> TableEntryQuestion {
        TableEntryQuestion(table: workloads, key: owner.raw.bytes, keyType: .address)
    }

    /// Asks for a request, of the table that the scheduler's state names.
    public func request(_ number: UInt64, in requests: Address) -> TableEntryQuestion {
        var key = BCSWriter()
        key.integer(number)
        return TableEntryQuestion(table: requests, key: key.bytes, keyType: .u64)
    }

    /// Asks for the registry of enclaves.
    public var enclaveRegistry: TableEntryQuestion { state(of: enclaveRegistryID) }

    /// Asks which key serves a class, of the table that the registry of enclaves names.
    public func serving(_ level: EnclaveClass, in serving: Address) -> TableEntryQuestion {
        TableEntryQuestion(table: serving, key: [level.rawValue], keyType: .u8)
    }

    /// Asks for the enclave that signs with a key, of the table that the registry names.
    public func enclave(signingWith key: [UInt8], in enclaves: Address) -> TableEntryQuestion {
        TableEntryQuestion(table: enclaves, key: Self.bytes(key), keyType: .vector(.u8))
    }

    /// Asks for how far the audit log is anchored.
    public var anchor: TableEntryQuestion { state(of: anchorID) }

    /// Asks for a root of the audit log, of the table that the anchor's state names.
    public func root(_ sequence: UInt64, in roots: Address) -> TableEntryQuestion {
        var key = BCSWriter()
        key.integer(sequence)
        return TableEntryQuestion(table: roots, key: key.bytes, keyType: .u64)
    }

    /// Asks for the pool's state, which holds the parameters.
    public var params: TableEntryQuestion { state(of: cluster) }

    /// Asks for the worker registry's state, which says where the workers are.
    public var workerRegistry: TableEntryQuestion { state(of: registry) }

    /// Asks what the registry knows of an owner's worker; `table` is where ``workerRegistry`` says that they are.
    public static func worker(of owner: Address, in table: Address) -> TableEntryQuestion {
        TableEntryQuestion(table: table, key: owner.raw.bytes, keyType: .address)
    }

    private func state(of object: Address) -> TableEntryQuestion {
        var key = BCSWriter()
        key.integer(Self.stateVersion)
        return TableEntryQuestion(table: object, key: key.bytes, keyType: .u64)
    }

    /// Whose account, or worker, an entry is.
    static func owner(_ entry: TableEntry) throws(BCSError) -> Address { try AccountKey(bcs: entry.key).address }

    /// Which seal an entry is.
    static func key(_ entry: TableEntry) throws(BCSError) -> SealKey { try SealKey(bcs: entry.key) }

    /// Reads an account's entry.
    public static func account(_ entry: TableEntry) throws(BCSError) -> StakeAccount {
        try StakeAccount(bcs: entry.value)
    }

    /// Reads a seal's entry.
    public static func seal(_ entry: TableEntry) throws(BCSError) -> Seal { try Seal(bcs: entry.value) }

    /// Reads a worker's entry.
    public static func worker(_ entry: TableEntry) throws(BCSError) -> WorkerEntry { try WorkerEntry(bcs: entry.value) }

    /// Reads where a cluster's workers are from the registry's state, where that stands first, behind the cluster.
    public static func workers(_ entry: TableEntry, of cluster: Address) -> Address? {
        var reader = BCSReader(entry.value.span)
        guard let named = try? reader.address(), named == cluster else { return nil }
        return try? reader.address()
    }

    /// Reads the scheduler's state, if it is of this cluster.
    public func scheduler(_ entry: TableEntry) -> SchedulerState? {
        var reader = BCSReader(entry.value.span)
        guard let state = try? SchedulerState(from: &reader), state.cluster == cluster else { return nil }
        return state
    }

    /// Reads the registry of enclaves, if it is of this cluster.
    public func enclaveRegistry(_ entry: TableEntry) -> EnclaveRegistryState? {
        var reader = BCSReader(entry.value.span)
        guard let state = try? EnclaveRegistryState(from: &reader), state.cluster == cluster else { return nil }
        return state
    }

    /// Reads which key serves.
    public static func servingKey(_ entry: TableEntry) -> [UInt8]? {
        var reader = BCSReader(entry.value.span)
        guard let key = try? reader.bytes(), (try? reader.finish()) != nil else { return nil }
        return key
    }

    /// Reads an enclave.
    public static func enclave(_ entry: TableEntry) throws(BCSError) -> EnclaveEntry {
        try EnclaveEntry(bcs: entry.value)
    }

    private static func bytes(_ bytes: [UInt8]) -> [UInt8] {
        var writer = BCSWriter()
        writer.bytes(bytes)
        return writer.bytes
    }

    /// Reads how far the audit log is anchored, if it is of this cluster.
    public func anchor(_ entry: TableEntry) -> AnchorState? {
        var reader = BCSReader(entry.value.span)
        guard let state = try? AnchorState(from: &reader), state.cluster == cluster else { return nil }
        return state
    }

    /// Reads a root of the audit log.
    public static func root(_ entry: TableEntry) throws(BCSError) -> AuditRoot { try AuditRoot(bcs: entry.value) }

    /// Reads what a worker has reported, if it is of this cluster.
    public func record(_ entry: TableEntry) -> WorkerRecord? {
        var reader = BCSReader(entry.value.span)
        guard let record = try? WorkerRecord(from: &reader), record.cluster == cluster else { return nil }
        return record
    }

    /// Reads a number.
    public static func number(_ entry: TableEntry) -> UInt64? {
        var reader = BCSReader(entry.value.span)
        guard let number: UInt64 = try? reader.integer(), (try? reader.finish()) != nil else { return nil }
        return number
    }

    /// Reads a request.
    public static func request(_ entry: TableEntry) throws(BCSError) -> KubernetesRequest {
        try KubernetesRequest(bcs: entry.value)
    }

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
