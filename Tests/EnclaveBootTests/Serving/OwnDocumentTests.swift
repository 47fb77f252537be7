// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import NSM
import Testing

@testable import EnclaveBoot

/// Documents of a simulated module, which really verify.
struct OwnDocumentTests {
    static let now = WallTime(seconds: 1_800_000_000)
    static let recipientKey = [UInt8](repeating: 9, count: 32)

    /// A module whose register 16 commits to `commitment`, locked.
    static func module(_ commitment: EnclaveCommitment) throws -> SimulatedModule {
        let module = try SimulatedModule(now: { now })
        try #require(module.answer(.extendPCR(16, try commitment.pcr16Extension())).isSuccess)
        try #require(module.answer(.lockPCRs(32)) == .lockPCRs)
        return module
    }

    static func commitment(config: UInt8 = 4) throws -> EnclaveCommitment {
        EnclaveCommitment(
            tls: ServingWorld.filled(1), signing: ServingWorld.filled(2),
            recipient: try SHA256.digest(of: recipientKey.span), config: ServingWorld.filled(config))
    }

    static func verifier(_ module: SimulatedModule) throws -> Verifier {
        Verifier(root: .only(sha256OfDER: try module.rootFingerprint()), policy: .any)
    }

    static func document(_ module: SimulatedModule, userData: [UInt8]) throws -> [UInt8] {
        let answer = module.answer(.attest(userData: userData, nonce: nil, publicKey: recipientKey))
        guard case .attest(let document) = answer else { throw NSMError.malformed }
        return document
    }

    @Test func `a document is read for what serving must know`() throws {
        let commitment = try Self.commitment()
        let module = try Self.module(commitment)
        let bytes = try Self.document(module, userData: commitment.userData)
        let reader = OwnDocument.reader(try Self.verifier(module), commitment: commitment)
        let own = try #require(reader(bytes, Self.now))
        #expect(own.bytes == bytes && own.timestamp == Self.now && own.commitment == commitment)
        #expect(own.moduleID == "i-05ec0de0000000001-enc0191ec0de0000001")
        #expect(own.pcrs.count == 32)
        #expect(own.pcrs[16] == (try commitment.pcr16()))
        // A leaf lives three hours, from some seconds before it signs.
        let left = own.chainEnds.seconds - Self.now.seconds
        #expect((10_700...10_803).contains(left))
    }

    @Test func `a document that says something else is not ours`() throws {
        let (commitment, other) = (try Self.commitment(), try Self.commitment(config: 5))
        let module = try Self.module(commitment)
        let verifier = try Self.verifier(module)
        let bytes = try Self.document(module, userData: commitment.userData)
        #expect(OwnDocument.reader(verifier, commitment: other)(bytes, Self.now) == nil)
        // User data that register 16 does not confirm.
        let lie = try Self.document(module, userData: other.userData)
        #expect(OwnDocument.reader(verifier, commitment: other)(lie, Self.now) == nil)
        let reader = OwnDocument.reader(verifier, commitment: commitment)
        #expect(reader(bytes.dropLast(), Self.now) == nil)
        #expect(reader([], Self.now) == nil)
        // Another's root.
        let stranger = try Self.verifier(try Self.module(commitment))
        #expect(OwnDocument.reader(stranger, commitment: commitment)(bytes, Self.now) == nil)
    }

    @Test func `a document that is not of now is refused`() throws {
        let commitment = try Self.commitment()
        let module = try Self.module(commitment)
        let bytes = try Self.document(module, userData: commitment.userData)
        let reader = OwnDocument.reader(try Self.verifier(module), commitment: commitment)
        #expect(reader(bytes, WallTime(seconds: Self.now.seconds + 120)) != nil)
        #expect(reader(bytes, WallTime(seconds: Self.now.seconds + 121)) == nil)
        #expect(reader(bytes, WallTime(seconds: Self.now.seconds + 11_000)) == nil)
    }
}

extension NSMResponse {
    fileprivate var isSuccess: Bool {
        if case .extendPCR = self { true } else { false }
    }
}

extension Array where Element == UInt8 {
    fileprivate func dropLast() -> [UInt8] { Array(prefix(count - 1)) }
}
