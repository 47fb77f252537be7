// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger

/// The seals of a cluster: the contracts' `seal`.
struct SealRegistry {
    private static let module = "seal"
    private static let workerPermissions = ["nodes:write", "pods:write", "services:read"]

    /// What a seal is for.
    enum Kind: UInt8 {
        case user = 1
        case worker = 2
    }

    private enum Cause: UInt8 {
        case minted = 1
        case refreshed = 2
        case revoked = 3
    }

    let cluster: Address
    var version: UInt64 = 1
    let seals = Table<SealKey, Seal>()
    let owned = Table<Address, [SealKey]>()
    var number: UInt64 = 0

    init(cluster: Address) { self.cluster = cluster }

    /// What a mint brings.
    struct Mint {
        var key: SealKey
        var bind: [UInt8]
        var permissions: [String]
        var namespaces: [String]
        var epochs: UInt64
    }

    mutating func mintSeal(_ mint: Mint, _ pool: Pool, _ context: inout CallContext) throws(Abort) -> SealHandle {
        try require(try pool.tier(context.sender) != 0, Self.module, "EStakeTooLow")
        return try self.mint(.user, mint, pool, &context)
    }

    mutating func createWorkerSeal(
        key: SealKey, bind: [UInt8], epochs: UInt64, _ pool: Pool, _ context: inout CallContext
    ) throws(Abort) -> SealHandle {
        try require(try pool.isNodeStaked(context.sender), Self.module, "EStakeTooLow")
        let mint = Mint(key: key, bind: bind, permissions: Self.workerPermissions, namespaces: [], epochs: epochs)
        return try self.mint(.worker, mint, pool, &context)
    }

    mutating func refresh(
        _ handle: inout SealHandle, key: SealKey, bind: [UInt8], epochs: UInt64, _ pool: Pool,
        _ context: inout CallContext
    ) throws(Abort) {
        try check(pool)
        try require(handle.cluster == cluster, Self.module, "EWrongCluster")
        guard var renewed = seals[handle.key] else { throw Abort(Self.module, "EWrongCluster") }
        try require(try isStaked(renewed, pool), Self.module, "EStakeTooLow")
        let generation = try pool.account(context.sender).generation
        try require(renewed.generation == generation, Self.module, "EOldGeneration")
        renewed.issuedMilliseconds = context.milliseconds
        renewed.expiresEpoch = try expiry(pool, epochs, context.epoch)
        renewed.bind = try Self.bind(bind, under: key)
        revoke(handle.key, .refreshed, &context)
        try add(key, renewed, .refreshed, &context)
        handle.key = key
    }

    mutating func revokeSeal(_ handle: SealHandle, _ context: inout CallContext) throws(Abort) {
        try checkVersion()
        try require(handle.cluster == cluster, Self.module, "EWrongCluster")
        revoke(handle.key, .revoked, &context)
    }

    mutating func migrate(_ pool: Pool, _ cap: Capability) throws(Abort) {
        try pool.check(cap)
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        version = 1
    }

    // MARK: Views

    func hasSeal(_ key: SealKey) throws(Abort) -> Bool {
        try checkVersion()
        return seals.contains(key)
    }

    func keys(of owner: Address) throws(Abort) -> [SealKey] {
        try checkVersion()
        return owned[owner] ?? []
    }

    func isLive(_ key: SealKey, _ pool: Pool, _ epoch: UInt64) throws(Abort) -> Bool {
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        guard let seal = seals[key], !seal.revoked, epoch < seal.expiresEpoch, try pool.hasAccount(seal.owner),
            seal.generation == (try pool.account(seal.owner).generation)
        else { return false }
        return try isStaked(seal, pool)
    }

    // MARK: Inside

    private func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    private func check(_ pool: Pool) throws(Abort) {
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
    }

    private func isStaked(_ seal: Seal, _ pool: Pool) throws(Abort) -> Bool {
        seal.kind == Kind.worker.rawValue ? try pool.isNodeStaked(seal.owner) : try pool.tier(seal.owner) != 0
    }

    private func expiry(_ pool: Pool, _ epochs: UInt64, _ epoch: UInt64) throws(Abort) -> UInt64 {
        let lifetime = epochs == 0 ? pool.params.sealEpochs : epochs
        try require(lifetime <= Tiers.maximumEpochs, Self.module, "EInvalidExpiry")
        return epoch + lifetime
    }

    private mutating func mint(
        _ kind: Kind, _ mint: Mint, _ pool: Pool, _ context: inout CallContext
    ) throws(Abort) -> SealHandle {
        try check(pool)
        let arePermissions = mint.permissions.count <= 16 && mint.permissions.allSatisfy(Names.isPermission)
        try require(arePermissions, Self.module, "EInvalidPermission")
        let areNamespaces = mint.namespaces.count <= 8 && mint.namespaces.allSatisfy(Names.isLabel)
        try require(areNamespaces, Self.module, "EInvalidNamespace")
        let handle = SealHandle(id: context.nextID(), cluster: cluster, key: mint.key, holder: context.sender)
        let generation = try pool.account(context.sender).generation
        let expiresEpoch = try expiry(pool, mint.epochs, context.epoch)
        let seal = Seal(
            sealID: handle.id, owner: context.sender, kind: kind.rawValue, generation: generation,
            bind: try Self.bind(mint.bind, under: mint.key), permissions: mint.permissions,
            namespaces: mint.namespaces, issuedMilliseconds: context.milliseconds, expiresEpoch: expiresEpoch,
            revoked: false, sequence: 0, ext: [])
        try add(mint.key, seal, .minted, &context)
        return handle
    }

    private static func bind(_ bytes: [UInt8], under key: SealKey) throws(Abort) -> Bytes32 {
        guard !key.isZero, let bind = Bytes32(bytes.span) else { throw Abort(module, "EInvalidKey") }
        return bind
    }

    private mutating func add(
        _ key: SealKey, _ seal: Seal, _ cause: Cause, _ context: inout CallContext
    ) throws(Abort) {
        try require(!seals.contains(key), Self.module, "EKeyUsed")
        let live = (owned[seal.owner] ?? []).filter { other in
            guard let other = seals[other] else { return false }
            return !other.revoked && context.epoch < other.expiresEpoch
        }
        try require(live.count < 16, Self.module, "ETooManySeals")
        owned[seal.owner] = live + [key]
        changed(key, seal, cause, &context)
    }

    private mutating func revoke(_ key: SealKey, _ cause: Cause, _ context: inout CallContext) {
        guard var seal = seals[key] else { return }
        seal.revoked = true
        owned[seal.owner] = (owned[seal.owner] ?? []).filter { $0 != key }
        changed(key, seal, cause, &context)
    }

    private mutating func changed(_ key: SealKey, _ seal: Seal, _ cause: Cause, _ context: inout CallContext) {
        number += 1
        var seal = seal
        seal.sequence = number
        seals[key] = seal
        let event = SealChanged(cluster: cluster, number: number, key: key, seal: seal, cause: cause.rawValue)
        context.emit(.sealChanged(event))
    }
}

/// An owner's handle on a seal.
struct SealHandle: Hashable {
    let id: Address
    let cluster: Address
    var key: SealKey
    let holder: Address
}
