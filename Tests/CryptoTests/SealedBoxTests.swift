// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@testable import Crypto

@Suite struct SealedBoxTests {
    private static let purpose = Array("a purpose".utf8)
    private static let context = Array("a context".utf8)

    private static func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex.utf8)
        let bytes = Hex.decode(digits.span, count: digits.count / 2)
        return try #require(bytes)
    }

    private static func secret(_ text: String) throws -> Secret { try Secret(copying: Array(text.utf8).span) }

    private static func opened(
        _ box: [UInt8], _ key: borrowing RecipientKey, _ purpose: [UInt8] = purpose, _ context: [UInt8] = context
    ) throws -> String {
        let plain = try key.open(box.span, purpose: purpose, context: context)
        return plain.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }

    // RFC 9180, A.2.1 and A.2.1.1, sequence number 0.
    private enum Standard {
        static let ephemeral = "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600"
        static let enclosed = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
        static let recipient = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"
        static let recipientPublic = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"
        static let info = "4f6465206f6e2061204772656369616e2055726e"
        static let associated = "436f756e742d30"
        static let plain = "Beauty is truth, truth beauty"
        static let sealed =
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
    }

    @Test func `seals and opens what RFC 9180 shows`() throws {
        let (first, second) = (try Self.bytes(Standard.ephemeral), try Self.bytes(Standard.recipient))
        let ephemeral = try RecipientKey(copying: first.span)
        let recipient = try RecipientKey(copying: second.span)
        let (from, to) = (ephemeral.publicKey.hex, recipient.publicKey)
        #expect(from == Standard.enclosed && to.hex == Standard.recipientPublic)
        let (info, associated) = (try Self.bytes(Standard.info), try Self.bytes(Standard.associated))
        let box = try SealedBox.seal(
            try Self.secret(Standard.plain), to: to, by: ephemeral, purpose: info, context: associated)
        #expect(Hex.encode(box) == Standard.enclosed + Standard.sealed)
        let plain = try Self.opened(box, recipient, info, associated)
        #expect(plain == Standard.plain)
    }

    @Test(arguments: ["", "k", String(repeating: "long ", count: 10_000)])
    func `opens with the key it was sealed to, for its purpose and in its context`(_ text: String) throws {
        let key = try RecipientKey.random()
        let other = try RecipientKey.random()
        let box = try SealedBox.seal(
            try Self.secret(text), to: key.publicKey, purpose: Self.purpose, context: Self.context)
        #expect(box.count == text.utf8.count + SealedBox.overhead)
        let plain = try Self.opened(box, key)
        #expect(plain == text)
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(box, other) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(box, key, Self.context) }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(box, key, Self.purpose, []) }
    }

    @Test func `a change anywhere is noticed`() throws {
        let key = try RecipientKey.random()
        let box = try SealedBox.seal(
            try Self.secret("plain"), to: key.publicKey, purpose: Self.purpose, context: Self.context)
        for place in box.indices {
            for bit in 0..<8 {
                var changed = box
                changed[place] ^= 1 << UInt8(bit)
                // The highest bit of a point, too: it is no part of the point (RFC 7748 §5), but of what the key is made from.
                #expect(throws: CryptoError(.notOpened)) { try Self.opened(changed, key) }
            }
        }
        for count in box.indices {
            #expect(throws: CryptoError(.notOpened)) { try Self.opened(Array(box[..<count]), key) }
        }
        #expect(throws: CryptoError(.notOpened)) { try Self.opened(box + [0], key) }
    }

    // The points that would make a key that everybody knows: zero, one, and others of small order.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
    func `a point of small order is no recipient and no sender`(_ point: String) throws {
        let key = try RecipientKey.random()
        let weak = try #require(Bytes32(hex: point))
        #expect(throws: CryptoError(.invalidKey)) {
            try SealedBox.seal(try Self.secret("plain"), to: weak, purpose: [], context: [])
        }
        #expect(throws: CryptoError(.notOpened)) {
            try Self.opened(weak.bytes + [UInt8](repeating: 0, count: 32), key)
        }
    }

    @Test func `the same twice is two boxes`() throws {
        let key = try RecipientKey.random()
        let plain = try Self.secret("x")
        let first = try SealedBox.seal(plain, to: key.publicKey, purpose: [], context: [])
        let second = try SealedBox.seal(plain, to: key.publicKey, purpose: [], context: [])
        #expect(first.prefix(32) != second.prefix(32))
    }

    @Test(arguments: [0, 31, 33]) func `a key of another length is none`(_ count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(throws: CryptoError(.invalidKey)) { _ = try RecipientKey(copying: bytes.span) }
    }
}
