// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A cluster was made, with these objects.
///
/// In Move: `cluster::ClusterCreated`.
public struct ClusterCreated: Hashable, Sendable {
    /// Which cluster.
    public var cluster: Address
    /// Who made it.
    public var creator: Address
    /// The table of accounts.
    public var stakes: Address
    /// The registry of seals.
    public var sealRegistry: Address
    /// The table of seals.
    public var seals: Address
    /// The registry of workers.
    public var workerRegistry: Address
    /// The scheduler.
    public var scheduler: Address
    /// The registry of enclaves.
    public var enclaveRegistry: Address
    /// Votes.
    public var governance: Address
    /// Audit roots.
    public var auditAnchor: Address

    /// Puts one together.
    public init(
        cluster: Address, creator: Address, stakes: Address, sealRegistry: Address, seals: Address,
        workerRegistry: Address, scheduler: Address, enclaveRegistry: Address, governance: Address, auditAnchor: Address
    ) {
        self.cluster = cluster
        self.creator = creator
        self.stakes = stakes
        self.sealRegistry = sealRegistry
        self.seals = seals
        self.workerRegistry = workerRegistry
        self.scheduler = scheduler
        self.enclaveRegistry = enclaveRegistry
        self.governance = governance
        self.auditAnchor = auditAnchor
    }
}

extension ClusterCreated: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(cluster)
        writer.address(creator)
        writer.address(stakes)
        writer.address(sealRegistry)
        writer.address(seals)
        writer.address(workerRegistry)
        writer.address(scheduler)
        writer.address(enclaveRegistry)
        writer.address(governance)
        writer.address(auditAnchor)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        cluster = try reader.address()
        creator = try reader.address()
        stakes = try reader.address()
        sealRegistry = try reader.address()
        seals = try reader.address()
        workerRegistry = try reader.address()
        scheduler = try reader.address()
        enclaveRegistry = try reader.address()
        governance = try reader.address()
        auditAnchor = try reader.address()
    }
}
