// SPDX-License-Identifier: Apache-2.0
import Bytes
import COpenSSL
import EnclaveSimulator
import Kernel
import NSM
import Testing

struct DocumentTests {
    static let now = WallTime(nanoseconds: 1_762_795_210_812_345_678)

    /// Whether r and s are the leaf's signature over these bytes, as OpenSSL sees it.
    private static func isSigned(_ message: [UInt8], _ signature: [UInt8], by leaf: ReadCertificate) throws -> Bool {
        let parts = try #require(ECDSA_SIG_new())
        defer { ECDSA_SIG_free(parts) }
        try #require(signature.count == 96)
        let (r, s) = (Array(signature[..<48]), Array(signature[48...]))
        try #require(ECDSA_SIG_set0(parts, BN_bin2bn(r, 48, nil), BN_bin2bn(s, 48, nil)) == 1)
        var der: UnsafeMutablePointer<UInt8>?
        let length = i2d_ECDSA_SIG(parts, &der)
        defer { CRYPTO_free(der, nil, 0) }
        let context = try #require(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        try #require(EVP_DigestVerifyInit(context, nil, EVP_sha384(), nil, X509_get0_pubkey(leaf.raw)) == 1)
        let isValid = EVP_DigestVerify(context, der, Int(length), message, message.count) == 1
        ERR_clear_error()
        return isValid
    }

    private static func bytes(_ digits: [UInt8]) -> [UInt8]? { Hex.decode(digits.span, count: digits.count / 2) }

    // The first bytes of real documents: an array of four, {1: -35}, an empty map, a payload of 256 bytes or more.
    @Test func `a document begins as real ones do`() throws {
        let maker = try DocumentMaker(at: Self.now)
        let document = try maker.document(try maker.draft(at: Self.now))
        #expect(Array(document[..<8]) == [0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0, 0x59])
        #expect(document[10] == 0xbf)
        #expect((4000...7539).contains(document.count))
    }

    @Test func `its signature covers what stands in it, and nothing else`() throws {
        let maker = try DocumentMaker(at: Self.now)
        let draft = try maker.draft(at: Self.now, nonce: [1, 2, 3])
        let document = try maker.document(draft)
        let leaf = try ReadCertificate(maker.hierarchy.leaf.der)
        // 846a5369676e617475726531: an array of four that begins with "Signature1".
        let digits = Array("846a5369676e61747572653144a101382240".utf8)
        let head = try #require(Self.bytes(digits))
        let payload = Array(document[7..<(document.count - 98)])
        let signature = Array(document.suffix(96))
        #expect(try Self.isSigned(head + payload, signature, by: leaf))
        var other = payload
        other[20] ^= 1
        #expect(try !Self.isSigned(head + other, signature, by: leaf))
    }

    @Test func `fields stand in their order, and time is in milliseconds`() throws {
        let maker = try DocumentMaker(at: Self.now)
        var draft = try maker.draft(at: Self.now, publicKey: [1], userData: [], nonce: nil)
        let names = [
            "module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data", "nonce",
        ]
        #expect(draft.fields.map(\.key) == names.map { .text($0) })
        #expect(draft["timestamp"] == .uint(1_762_795_210_812))
        #expect(draft["public_key"] == .bytes([1]))
        #expect(draft["user_data"] == .bytes([]))
        #expect(draft["nonce"] == .null)
        draft.tellsCount = true
        #expect(draft.signedPayload.first == 0xa9)
    }

    @Test func `all of it can be otherwise`() throws {
        let maker = try DocumentMaker(at: Self.now)
        var draft = try maker.draft(at: Self.now)
        draft["digest"] = .text("SHA256")
        draft["nonce"] = nil
        draft["new"] = .uint(1)
        draft.fields.append(draft.fields[0])
        #expect(draft.fields.count == 10)
        #expect(draft["digest"] == .text("SHA256"))
        #expect(draft["nonce"] == nil)
        draft.tag = 18
        draft.tail = [9]
        draft.protected = [0xa0]
        draft.unprotected = .map([.init(.uint(4), .bytes([1]))])
        draft.payload = [0xa0]
        let document = draft.document(signature: [7])
        #expect(Hex.encode(document) == "d284" + "41a0" + "a1044101" + "41a0" + "4107" + "09")
        #expect(Hex.encode(draft.message) == "846a5369676e617475726531" + "41a0" + "40" + "41a0")
    }

    @Test func `another's signature is not the leaf's`() throws {
        let maker = try DocumentMaker(at: Self.now)
        let draft = try maker.draft(at: Self.now)
        let document = try maker.document(draft, signedBy: try SigningKey())
        let leaf = try ReadCertificate(maker.hierarchy.leaf.der)
        #expect(try !Self.isSigned(draft.message, Array(document.suffix(96)), by: leaf))
    }
}
