// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import Testing

/// What a document binds: a challenge, and what an enclave of this product commits to.
@Suite struct BindingTests {
    @Test func `a document answers the challenge that was made`() throws {
        var scene = try #require(Scene.shared)
        let nonce = Array(1...32 as ClosedRange<UInt8>)
        let document = try scene.document { $0["nonce"] = .bytes(nonce) }
        let plain = try scene.document()
        let empty = try scene.document { $0["nonce"] = .bytes([]) }
        for (expected, code) in [
            (nil, nil), (nonce, nil), (Array(nonce.dropLast()), .wrongNonce), (nonce + [0], .wrongNonce),
            ([UInt8](repeating: 0, count: 32), .wrongNonce), ([], .wrongNonce),
        ] as [([UInt8]?, AttestationRefusal.Code?)] {
            scene.nonce = expected
            #expect(scene.refusal(document) == code)
            // None, or one of no bytes, answers nothing.
            #expect(scene.refusal(plain) == (expected == nil ? nil : .wrongNonce))
            #expect(scene.refusal(empty) == (expected == nil ? nil : .wrongNonce))
        }
    }

    private static let recipient = [UInt8](repeating: 5, count: 32)

    private static func commitment(_ recipient: [UInt8] = recipient) throws -> EnclaveCommitment {
        func digest(_ byte: UInt8) throws -> Bytes32 {
            let digest = Bytes32([UInt8](repeating: byte, count: 32).span)
            return try #require(digest)
        }
        return EnclaveCommitment(
            tls: try digest(1), signing: try digest(2), recipient: try SHA256.digest(of: recipient.span),
            config: try digest(4))
    }

    /// What a document of these registers and fields commits to.
    private func commitment(
        register: [UInt8]?, userData: [UInt8]?, publicKey: [UInt8]? = recipient
    ) throws -> EnclaveCommitment? {
        let scene = try #require(Scene.shared)
        var registers = try RegisterBank(moduleID: .example).locked
        registers[16] = register
        let draft = try scene.maker.draft(
            at: Scene.now, registers: registers, publicKey: publicKey, userData: userData)
        return try scene.judge(try scene.maker.document(draft)).get().commitment
    }

    @Test func `a commitment holds if the register says the same`() throws {
        let made = try Self.commitment()
        let found = try commitment(register: try made.pcr16(), userData: made.userData)
        #expect(found == made)
    }

    @Test func `a commitment that the register does not say is none`() throws {
        let made = try Self.commitment()
        let register = try made.pcr16()
        let other = EnclaveCommitment(
            tls: made.signing, signing: made.tls, recipient: made.recipient, config: made.config)
        let zero = [UInt8](repeating: 0, count: 48)
        // Not locked and so not there, never extended, extended by something else, or by its first half.
        for wrong in [nil, zero, try other.pcr16(), try made.pcr16Extension()] {
            let found = try commitment(register: wrong, userData: made.userData)
            #expect(found == nil)
        }
        let others = try commitment(register: register, userData: other.userData)
        #expect(others == nil)
    }

    @Test func `a commitment names the key that comes with it`() throws {
        let made = try Self.commitment()
        let register = try made.pcr16()
        for key in [nil, [], Array(Self.recipient.dropLast()), Self.recipient + [0]] as [[UInt8]?] {
            let found = try commitment(register: register, userData: made.userData, publicKey: key)
            #expect(found == nil)
        }
    }

    @Test func `other user data is no commitment, and no fault`() throws {
        let made = try Self.commitment()
        for userData in [nil, [], made.userData + [0], Array("{}".utf8)] as [[UInt8]?] {
            let found = try commitment(register: try made.pcr16(), userData: userData)
            #expect(found == nil)
        }
    }

    // T16
    @Test func `a document whose signature is written in another way is the same one`() throws {
        let scene = try #require(Scene.shared)
        let draft = try scene.draft()
        let identity = try scene.judge(try scene.maker.document(draft)).get().identity
        let again = try scene.maker.document(draft)
        let sameAgain = try scene.judge(again).get().identity
        let sameTwin = try scene.judge(Signatures.twin(of: again)).get().identity
        #expect(sameAgain == identity && sameTwin == identity)
        let expected = try SHA256.digest(of: draft.signedPayload.span)
        #expect(identity == expected)
        let other = try scene.judge(try scene.document { $0["nonce"] = .bytes([1]) }).get().identity
        #expect(other != identity)
    }
}
