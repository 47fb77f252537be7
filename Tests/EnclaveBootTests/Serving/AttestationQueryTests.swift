// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import EnclaveBoot

struct AttestationQueryTests {
    static func read(_ text: String) -> AttestationQuery {
        let bytes = Array(text.utf8)
        return AttestationQuery(bytes.span)
    }

    static func hex(_ count: Int) -> String { String(repeating: "a7", count: count) }

    @Test func `nothing asks for the document at hand`() {
        #expect(Self.read("") == AttestationQuery.none)
    }

    @Test(arguments: [16, 17, 32, 64]) func `a nonce in hexadecimal`(_ count: Int) {
        #expect(Self.read("nonce=" + Self.hex(count)) == .nonce([UInt8](repeating: 0xA7, count: count)))
    }

    // RFC 4648 §5: 16 bytes are 22 characters, 64 are 86.
    @Test func `a nonce in base64url`() {
        let ones = "nonce=" + String(repeating: "_", count: 21) + "w"
        #expect(Self.read(ones) == .nonce([UInt8](repeating: 255, count: 16)))
        #expect(Self.read("nonce=AAECAwQFBgcICQoLDA0OD_-") == .refused(.badNonce))
        #expect(
            Self.read("nonce=AAECAwQFBgcICQoLDA0ODw")
                == .nonce([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]))
        #expect(Self.read("nonce=" + String(repeating: "-", count: 85) + "g") == .nonce(Self.dashes))
    }

    /// What 85 times `-` and a `g` stand for: 62 is `111110`.
    static let dashes: [UInt8] = Array((0..<21).flatMap { _ in [0xFB, 0xEF, 0xBE] as [UInt8] }) + [0xFA]

    @Test(arguments: [0, 1, 15, 65, 66, 1000]) func `a nonce of another length is none`(_ count: Int) {
        #expect(Self.read("nonce=" + Self.hex(count)) == .refused(.badNonce))
    }

    @Test(arguments: [
        "nonce=AAECAwQFBgcICQoLDA0ODw==", "nonce=AAECAwQFBgcICQoLDA0ODx", "nonce=AAECAwQFBgcICQoLDA0OD",
        "nonce=AAECAwQFBgcICQoLDA0O+/", "nonce=%61%61aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "nonce", "nonce=",
        "nonce=a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7 ", "nonce=a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7=",
    ]) func `what is no nonce is refused`(_ query: String) {
        let expected: AttestationQuery = query == "nonce" ? .refused(.unknownParameter) : .refused(.badNonce)
        #expect(Self.read(query) == expected)
    }

    // T30: what an enclave signs is never chosen from outside.
    @Test(arguments: [
        "user_data=00", "public_key=00", "nonce=\(hex(16))&user_data=00", "user_data=00&nonce=\(hex(16))",
        "userData=00", "Nonce=\(hex(16))", "&", "nonce=\(hex(16))&", "&nonce=\(hex(16))", "x",
    ]) func `nothing but a nonce can be said`(_ query: String) {
        #expect(Self.read(query) == .refused(.unknownParameter))
    }

    @Test func `one nonce is enough`() {
        #expect(Self.read("nonce=\(Self.hex(16))&nonce=\(Self.hex(16))") == .refused(.duplicateParameter))
    }
}
