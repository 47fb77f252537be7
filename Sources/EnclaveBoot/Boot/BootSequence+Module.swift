// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import NSM

// What the steps ask of the security module.
extension BootSequence {
    /// How far our clock may be from the security module's, before it is set.
    static let clockTolerance = Duration.seconds(2)
    /// How many random bytes are mixed in: as many as the kernel's pool holds.
    private static let seedLength = 32
    /// The registers that Nitro itself locks.
    private static let bootRegisters: UInt8 = 16
    /// All of them.
    private static let registers: UInt8 = 32

    /// Makes sure of randomness that no parent has chosen.
    static func seed(
        _ module: SecurityModule, _ address: BootConfiguration.SecurityModuleAddress, _ system: any BootSystem
    ) throws(BootFailure) {
        // What a simulator calls random is nothing to credit.
        if address == .device {
            let bytes = try BootFailure.ofModule { () throws(NSMError) in try module.random() }
            guard bytes.count >= seedLength, Set(bytes).count > 1 else {
                throw BootFailure("the security module's randomness is none")
            }
            do throws(SystemError) { try system.addEntropy(Array(bytes.prefix(EntropyPool.portion))) } catch {
                // Who may not add has a kernel that others have seeded: whether it is ready is asked next.
                guard error.isPermission else { throw BootFailure(error.description) }
            }
        }
        let isReady = try BootFailure.ofSystem { () throws(SystemError) in try system.isRandomnessReady() }
        guard isReady else { throw BootFailure("the kernel's randomness is not ready") }
    }

    /// Compares our clock with the one that signs, and sets ours where they differ: a parent can move the one, not the other.
    static func boundClock(_ module: SecurityModule, _ system: any BootSystem) throws(BootFailure) {
        let bytes = try BootFailure.ofModule { () throws(NSMError) in try module.attest() }
        let told: WallTime
        do throws(AttestationRefusal) { told = try UnverifiedDocument(bytes.span).timestamp } catch {
            throw BootFailure("the security module's document cannot be read: \(error)")
        }
        let distance = Duration.nanoseconds(system.now.wall.nanoseconds) - .nanoseconds(told.nanoseconds)
        if distance > clockTolerance || distance < .zero - clockTolerance {
            try BootFailure.ofSystem { () throws(SystemError) in try system.setClock(told) }
        }
    }

    /// Looks at what the module says about itself and about the image; refuses debug mode unless the image allows it.
    static func describe(_ progress: inout BootProgress) throws(BootFailure) {
        let module = try progress.openModule()
        let description = try BootFailure.ofModule { () throws(NSMError) in try module.describe() }
        guard description.digest == "SHA384", description.registers == UInt16(registers) else {
            throw BootFailure("the security module is of a kind that is not known here", isRepeatable: false)
        }
        guard Set(description.lockedRegisters).isSuperset(of: 0..<bootRegisters) else {
            throw BootFailure("the image's registers are not locked", isRepeatable: false)
        }
        var image: [[UInt8]] = []
        for index: UInt8 in 0...2 {
            image.append(try BootFailure.ofModule { () throws(NSMError) in try module.register(index) }.value)
        }
        progress.description = description
        progress.image = image
        if progress.isDebug, !progress.configuration.allowsDebug {
            throw BootFailure(
                "this enclave is in debug mode: its parent reads its memory (insecure.debug allows it)",
                isRepeatable: false)
        }
    }

    /// Fixes the keys in PCR 16 and locks all registers; a register that somebody else extended is the end.
    ///
    /// Done again it finds its own commitment there: whether an interrupted call has extended is seen in the register alone.
    static func commit(_ commitment: EnclaveCommitment, _ module: SecurityModule) throws(BootFailure) {
        let index = UInt8(EnclaveCommitment.register)
        let expected = try BootFailure.ofCrypto { () throws(CryptoError) in try commitment.pcr16() }
        let data = try BootFailure.ofCrypto { () throws(CryptoError) in try commitment.pcr16Extension() }
        var state = try BootFailure.ofModule { () throws(NSMError) in try module.register(index) }
        if state.value != expected {
            guard state.isZero, !state.isLocked else {
                // Keys of an earlier process: they are gone, and the register cannot be set back but by a restart.
                throw BootFailure(
                    "PCR 16 is taken: keys were made before, and only a new start of the enclave makes new ones",
                    isRepeatable: false)
            }
            _ = try BootFailure.ofModule { () throws(NSMError) in try module.extend(index, by: data) }
        }
        try BootFailure.ofModule { () throws(NSMError) in try module.lock(below: registers) }
        let description = try BootFailure.ofModule { () throws(NSMError) in try module.describe() }
        state = try BootFailure.ofModule { () throws(NSMError) in try module.register(index) }
        guard state.value == expected, Set(description.lockedRegisters) == Set(0..<registers) else {
            throw BootFailure("the registers are not what they were set to", isRepeatable: false)
        }
    }

    /// Has a document made and verifies it as a client would: what we could not prove to ourselves, nobody will believe.
    static func verifyOwnDocument(_ progress: BootProgress, at now: WallTime) throws(BootFailure) -> AttestedEnclave {
        let module = try progress.openModule()
        let (keys, commitment) = try progress.madeKeys()
        let nonce = try BootFailure.ofCrypto { () throws(CryptoError) in try randomBytes(32) }
        let userData = commitment.userData
        let publicKey = keys.recipient.publicKey.bytes
        let bytes = try BootFailure.ofModule { () throws(NSMError) in
            try module.attest(userData: userData, nonce: nonce, publicKey: publicKey)
        }
        let document: UnverifiedDocument
        do throws(AttestationRefusal) { document = try UnverifiedDocument(bytes.span) } catch {
            throw BootFailure("the own document cannot be read: \(error)")
        }
        let verifier = Verifier(root: progress.configuration.root.trust, policy: try policy(progress))
        let freshness = Freshness.live(now: now, maxAge: Freshness.maximumAgeOfAnswer)
        switch verifier.verify(document, freshness: freshness, nonce: nonce) {
        case .refused(let refusal): throw BootFailure("the own document is not believed: \(refusal)")
        case .attested(let enclave):
            guard enclave.commitment == commitment, enclave.moduleID == progress.description?.moduleID else {
                throw BootFailure("the own document speaks of another enclave")
            }
            return enclave
        }
    }

    /// What the registers held before any key was made; of a debug enclave, nothing.
    private static func policy(_ progress: BootProgress) throws(BootFailure) -> PCRPolicy {
        if progress.isDebug, progress.configuration.allowsDebug { return PCRPolicy.any.allowingDebug }
        guard progress.image.count == 3,
            let policy = PCRPolicy(pcr0: progress.image[0], pcr1: progress.image[1], pcr2: progress.image[2])
        else { throw BootFailure("there are no measurements", isRepeatable: false) }
        return policy
    }
}

extension BootConfiguration.Root {
    /// The same in the verifier's words.
    var trust: TrustRoot {
        switch self {
        case .aws: .aws
        case .awsGovCloud: .awsGovCloud
        case .simulator(let hash): .only(sha256OfDER: hash)
        }
    }
}
