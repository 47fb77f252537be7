// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import NSM
import Testing

// What Python thinks of the same documents is in Tests/Peers/cases/nsm.py.
struct VerdictTests {
    static let now = WallTime(seconds: 1_762_795_210)

    private static func verdict(
        _ module: SimulatedModule, _ request: NSMRequest, root: TrustRoot? = nil, policy: PCRPolicy = .any
    ) throws -> Verdict {
        guard case .attest(let bytes) = module.answer(request) else {
            Issue.record("no document")
            return .refused(try #require(Self.refusal { _ = try UnverifiedDocument([0].span) }))
        }
        let document = try UnverifiedDocument(bytes.span)
        let root = try root ?? .only(sha256OfDER: module.rootFingerprint())
        let freshness = Freshness.live(now: now, maxAge: .seconds(60))
        return Verifier(root: root, policy: policy).verify(document, freshness: freshness, nonce: [1, 2, 3])
    }

    private static func refusal(_ body: () throws -> Void) -> AttestationRefusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? AttestationRefusal
        }
    }

    private static func code(_ verdict: Verdict) -> AttestationRefusal.Code? {
        guard case .refused(let refusal) = verdict else { return nil }
        return refusal.code
    }

    private static func module(isDebug: Bool = false) throws -> SimulatedModule {
        try SimulatedModule(measurements: .init(isDebug: isDebug), now: { now })
    }

    private static let question = NSMRequest.attest(userData: nil, nonce: [1, 2, 3], publicKey: nil)

    @Test func `its documents are genuine to who is told its root, and to nobody else`() throws {
        let module = try Self.module()
        guard case .attested(let enclave) = try Self.verdict(module, Self.question) else {
            Issue.record("refused")
            return
        }
        #expect(enclave.moduleID == module.moduleID.text)
        #expect(enclave.region == "us-east-1")
        #expect(enclave.chainEnds == WallTime(seconds: Self.now.seconds + 10_800))
        #expect(!enclave.isTrusted)
        let other = TrustRoot.only(sha256OfDER: try Self.module().rootFingerprint())
        for root in [TrustRoot.aws, .awsGovCloud, other] {
            #expect(Self.code(try Self.verdict(module, Self.question, root: root)) == .wrongRoot)
        }
    }

    @Test func `a policy of its own registers is met, and no other`() throws {
        let module = try Self.module()
        let values = module.registers.values
        let policy = try #require(PCRPolicy(pcr0: values[0], pcr1: values[1], pcr2: values[2]))
        guard case .attested(let enclave) = try Self.verdict(module, Self.question, policy: policy) else {
            Issue.record("refused")
            return
        }
        #expect(enclave.isTrusted)
        let swapped = try #require(PCRPolicy(pcr0: values[0], pcr1: values[2], pcr2: values[1]))
        #expect(Self.code(try Self.verdict(module, Self.question, policy: swapped)) == .wrongMeasurement)
    }

    @Test func `in debug mode it is refused by who did not ask for it`() throws {
        let module = try Self.module(isDebug: true)
        #expect(Self.code(try Self.verdict(module, Self.question)) == .debug)
        guard case .attested(let enclave) = try Self.verdict(module, Self.question, policy: .any.allowingDebug) else {
            Issue.record("refused")
            return
        }
        #expect(enclave.isDebug)
        #expect(!enclave.isTrusted)
    }

    // The steps of a boot, by the typed questions that it asks.
    @Test func `a commitment counts once its register is extended and locked`() throws {
        let module = try Self.module()
        let key: [UInt8] = .init(repeating: 9, count: 32)
        let zero = Bytes32()
        let recipient = try SHA256.digest(of: key.span)
        let commitment = EnclaveCommitment(tls: zero, signing: zero, recipient: recipient, config: zero)
        let question = NSMRequest.attest(userData: commitment.userData, nonce: [1, 2, 3], publicKey: key)
        let device = try SecurityModule(module)
        func isCommitted() throws -> Bool {
            guard case .attested(let enclave) = try Self.verdict(module, question) else { return false }
            return enclave.commitment == commitment
        }
        #expect(try !isCommitted())
        #expect(try device.extend(16, by: commitment.pcr16Extension()) == commitment.pcr16())
        // Whoever comes later could extend it again.
        #expect(try !isCommitted())
        try device.lock(below: 32)
        #expect(try isCommitted())
        #expect(try device.describe().lockedRegisters == Array(0..<32))
    }
}
