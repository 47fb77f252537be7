// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger
internal import Wire

/// The enclaves of a cluster: the contracts' `enclave_registry`.
struct EnclaveRegistry {
    private static let module = "enclave_registry"
    private static let maximumAge: UInt64 = 10 * 60 * 1000
    private static let maximumSkew: UInt64 = 60 * 1000
    /// SubjectPublicKeyInfo of an Ed25519 key, without the key.
    private static let spki: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// What an enclave puts forward beside its document.
    struct Claim {
        var signingKey: [UInt8]
        var tlsSPKISHA256: [UInt8]
        var configSHA256: [UInt8]
        var endpoint: String
        var signature: [UInt8]
    }

    let cluster: Address
    var version: UInt64 = 1
    var measurements: EnclaveMeasurements?
    var configVersion: UInt64 = 0
    let enclaves = Table<[UInt8], EnclaveEntry>()
    let serving = Table<UInt8, [UInt8]>()
    var stateSequence: UInt64 = 0
    var stateRoot: [UInt8] = []
    var number: UInt64 = 0

    init(cluster: Address) { self.cluster = cluster }

    mutating func register(
        _ attested: AttestedEnclave, _ claim: Claim, _ pool: Pool, _ context: inout CallContext
    ) throws(Abort) {
        try check(pool)
        let now = context.milliseconds
        try require(attested.milliseconds <= now + Self.maximumSkew, Self.module, "EStaleDocument")
        try require(now <= attested.milliseconds + Self.maximumAge, Self.module, "EStaleDocument")
        try require(Names.isEndpoint(claim.endpoint), Self.module, "EInvalidEndpoint")
        try require(claim.signingKey.count == 32, Self.module, "EInvalidKey")
        let areHashes = claim.tlsSPKISHA256.count == 32 && claim.configSHA256.count == 32
        try require(areHashes, Self.module, "EInvalidKey")
        try require((1...1024).contains(attested.publicKey.count), Self.module, "EInvalidKey")
        guard let expected = measurements else { throw Abort(Self.module, "ENoMeasurements") }
        let isExpected =
            attested.pcr0 == expected.pcr0 && attested.pcr1 == expected.pcr1
            && attested.pcr2 == expected.pcr2 && (expected.pcr16.isEmpty || attested.pcr16 == expected.pcr16)
        try require(isExpected, Self.module, "EWrongMeasurement")
        try require(attested.userData == Self.commitment(attested, claim), Self.module, "EWrongUserData")
        var writer = BCSWriter()
        writer.bytes(Array("k3s-daas/enclave/v1".utf8))
        writer.address(cluster)
        writer.address(context.sender)
        writer.string(claim.endpoint)
        try require(Self.isSigned(writer.bytes, claim.signingKey, claim.signature), Self.module, "EWrongSignature")
        try require(!enclaves.contains(claim.signingKey), Self.module, "EAlreadyRegistered")
        let isServed = serving[1].map(isCurrent) ?? false
        if !isServed { serving[1] = claim.signingKey }
        let enclave = EnclaveEntry(
            signingKey: claim.signingKey, recipientKey: attested.publicKey, tlsSpkiSHA256: claim.tlsSPKISHA256,
            configSHA256: claim.configSHA256, pcr16: attested.pcr16, endpoint: claim.endpoint,
            registrant: context.sender, enclaveClass: 1, configVersion: configVersion,
            documentMilliseconds: attested.milliseconds, retired: false, sequence: 0, ext: [])
        changed(enclave, &context)
    }

    mutating func commitState(
        signingKey: [UInt8], sequence: UInt64, root: [UInt8], signature: [UInt8], _ context: inout CallContext
    ) throws(Abort) {
        try checkVersion()
        try require(isCurrent(signingKey), Self.module, "ENotCurrent")
        try require(root.count == 32, Self.module, "EInvalidKey")
        try require(sequence > stateSequence, Self.module, "EOldSequence")
        var writer = BCSWriter()
        writer.bytes(Array("k3s-daas/state/v1".utf8))
        writer.address(cluster)
        writer.integer(sequence)
        writer.bytes(root)
        try require(Self.isSigned(writer.bytes, signingKey, signature), Self.module, "EWrongSignature")
        stateSequence = sequence
        stateRoot = root
        let event = StateCommitted(
            cluster: cluster, number: next(), signingKey: signingKey, sequence: sequence, root: root)
        context.emit(.stateCommitted(event))
    }

    mutating func updatePCRs(
        _ measurements: EnclaveMeasurements, _ pool: Pool, _ cap: Capability, _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        let required = [measurements.pcr0, measurements.pcr1, measurements.pcr2]
        let areMeasurements =
            required.allSatisfy(Self.isMeasurement)
            && (measurements.pcr16.isEmpty || Self.isMeasurement(measurements.pcr16))
        try require(areMeasurements, Self.module, "EInvalidMeasurement")
        self.measurements = measurements
        configVersion += 1
        let event = MeasurementsChanged(
            cluster: cluster, number: next(), configVersion: configVersion, measurements: measurements)
        context.emit(.measurementsChanged(event))
    }

    mutating func setClass(
        _ signingKey: [UInt8], _ number: UInt8, _ pool: Pool, _ cap: Capability, _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        try require((1...3).contains(number), Self.module, "EInvalidClass")
        guard isCurrent(signingKey), var enclave = enclaves[signingKey] else {
            throw Abort(Self.module, "ENotCurrent")
        }
        serving[number] = signingKey
        enclave.enclaveClass = number
        changed(enclave, &context)
    }

    mutating func retire(
        _ signingKey: [UInt8], _ pool: Pool, _ cap: Capability, _ context: inout CallContext
    ) throws(Abort) {
        try pool.check(cap)
        try check(pool)
        guard isCurrent(signingKey), var enclave = enclaves[signingKey] else {
            throw Abort(Self.module, "ENotCurrent")
        }
        enclave.retired = true
        changed(enclave, &context)
    }

    mutating func migrate(_ pool: Pool, _ cap: Capability) throws(Abort) {
        try pool.check(cap)
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cluster == pool.id, Self.module, "EWrongCluster")
        version = 1
    }

    // MARK: Views

    func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    func isCurrent(_ signingKey: [UInt8]) -> Bool {
        guard let enclave = enclaves[signingKey] else { return false }
        return !enclave.retired && enclave.configVersion == configVersion
    }

    func enclave(_ signingKey: [UInt8]) throws(Abort) -> EnclaveEntry {
        try checkVersion()
        guard let enclave = enclaves[signingKey] else { throw Abort(Self.module, "ENotCurrent") }
        return enclave
    }

    /// Where a worker finds its enclave: address, key, class.
    func info(
        _ pool: Pool, _ seals: SealRegistry, _ handle: SealHandle, _ epoch: UInt64
    ) throws(Abort) -> (endpoint: String, signingKey: [UInt8], enclaveClass: UInt8) {
        try check(pool)
        try require(handle.cluster == cluster, Self.module, "EWrongCluster")
        guard try seals.isLive(handle.key, pool, epoch), let seal = seals.seals[handle.key],
            seal.kind == SealRegistry.Kind.worker.rawValue
        else { throw Abort(Self.module, "ESealNotLive") }
        let best = Tiers.enclaveClass(try pool.account(seal.owner).nodeAmount)
        for number in (1...best).reversed() {
            guard let key = serving[number], isCurrent(key), let enclave = enclaves[key] else { continue }
            return (enclave.endpoint, key, number)
        }
        throw Abort(Self.module, "ENoEnclave")
    }

    // MARK: Inside

    private func check(_ pool: Pool) throws(Abort) {
        try checkVersion()
        try require(cluster == pool.id, Self.module, "EWrongCluster")
    }

    private mutating func next() -> UInt64 {
        number += 1
        return number
    }

    private mutating func changed(_ enclave: EnclaveEntry, _ context: inout CallContext) {
        var enclave = enclave
        enclave.sequence = next()
        enclaves[enclave.signingKey] = enclave
        context.emit(.enclaveChanged(EnclaveChanged(cluster: cluster, number: number, enclave: enclave)))
    }

    private static func isMeasurement(_ pcr: [UInt8]) -> Bool { pcr.count == 48 && pcr.contains { $0 != 0 } }

    private static func isSigned(_ message: [UInt8], _ key: [UInt8], _ signature: [UInt8]) -> Bool {
        PublicKey(.ed25519, key)?.isValid(signature, over: message) ?? false
    }

    /// Deterministic CBOR: {0: 1, 1: …, 2: …, 3: …, 4: …}.
    private static func commitment(_ attested: AttestedEnclave, _ claim: Claim) -> [UInt8] {
        let digests = [
            claim.tlsSPKISHA256, hash(spki + claim.signingKey), hash(attested.publicKey), claim.configSHA256,
        ]
        var cbor: [UInt8] = [0xa5, 0x00, 0x01]
        for (index, digest) in digests.enumerated() { cbor += [UInt8(index + 1), 0x58, 0x20] + digest }
        return cbor
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        do throws(CryptoError) { return try SHA256.digest(of: bytes.span).bytes } catch { return [] }
    }
}

/// What an attestation document says.
public struct AttestedEnclave: Hashable, Sendable {
    /// When it was made.
    public var milliseconds: UInt64
    /// The image.
    public var pcr0: [UInt8]
    /// The kernel.
    public var pcr1: [UInt8]
    /// The application.
    public var pcr2: [UInt8]
    /// Keys and configuration.
    public var pcr16: [UInt8]
    /// What secrets are sealed to.
    public var publicKey: [UInt8]
    /// What commits to the enclave's keys.
    public var userData: [UInt8]

    /// Puts a document's contents together.
    public init(
        milliseconds: UInt64, pcr0: [UInt8], pcr1: [UInt8], pcr2: [UInt8], pcr16: [UInt8], publicKey: [UInt8],
        userData: [UInt8]
    ) {
        self.milliseconds = milliseconds
        self.pcr0 = pcr0
        self.pcr1 = pcr1
        self.pcr2 = pcr2
        self.pcr16 = pcr16
        self.publicKey = publicKey
        self.userData = userData
    }
}
