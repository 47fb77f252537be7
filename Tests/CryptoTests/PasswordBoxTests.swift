// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

@Suite struct PasswordBoxTests {
    private static func secret(_ text: String) throws -> Secret { try Secret(copying: Array(text.utf8).span) }

    private static func opened(_ box: [UInt8], _ password: String) throws -> String {
        let plain = try PasswordBox.open(box, password: try secret(password))
        return text(plain)
    }

    private static func text(_ secret: borrowing Secret) -> String {
        secret.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }

    @Test(arguments: ["", "k", String(repeating: "long ", count: 100)])
    func `opens with its password and no other`(_ plain: String) throws {
        let box = try PasswordBox.seal(try Self.secret(plain), password: try Self.secret("correct"), cost: .least)
        #expect(try Self.opened(box, "correct") == plain)
        for wrong in ["", "Correct", "correct "] {
            #expect(throws: CryptoError(.wrongPassword)) {
                try Self.opened(box, wrong)
            }
        }
    }

    @Test func `a change anywhere is noticed`() throws {
        let password = "a password"
        let box = try PasswordBox.seal(try Self.secret("plain"), password: try Self.secret(password), cost: .least)
        for place in 0..<box.count {
            var changed = box
            changed[place] ^= 0x10
            // In the head's costs this asks for more memory or time than a box of ours: refused before it is spent.
            #expect(throws: CryptoError(.wrongPassword)) {
                try Self.opened(changed, password)
            }
        }
        for count in 0..<box.count {
            #expect(throws: CryptoError(.wrongPassword)) {
                try Self.opened(Array(box[..<count]), password)
            }
        }
    }

    @Test func `the same twice is two boxes`() throws {
        let first = try PasswordBox.seal(try Self.secret("x"), password: try Self.secret("p"), cost: .least)
        let second = try PasswordBox.seal(try Self.secret("x"), password: try Self.secret("p"), cost: .least)
        #expect(first != second)
    }
}
