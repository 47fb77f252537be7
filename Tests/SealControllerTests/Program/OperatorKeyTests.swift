// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// The operator's key in its file.
@Suite struct OperatorKeyTests {
    /// What reading a file of this text and mode leads to: the key's address, or why not.
    private static func read(_ text: String, mode: mode_t = 0o600) throws -> Result<Address, OperatorKey.Failure> {
        var template = Array("/tmp/k3s-daas-key-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        _ = text.withCString { write(descriptor, $0, text.utf8.count) }
        fchmod(descriptor, mode)
        close(descriptor)
        do throws(OperatorKey.Failure) {
            let key = try OperatorKey.read(path)
            return .success(Address(key.publicKey))
        } catch { return .failure(error) }
    }

    @Test func `one line, with or without its end`() throws {
        let seed = [UInt8](repeating: 7, count: 32)
        let key = try PrivateKey(.ed25519, copying: seed.span)
        let (text, address) = (KeyText.bech32(key), Address(key.publicKey))
        for line in [text, text + "\n", text + "\r\n"] { #expect(try Self.read(line).get() == address) }
    }

    @Test func `a key that others may read, or that is none, is refused without a word of it`() throws {
        let seed = [UInt8](repeating: 7, count: 32)
        let key = try PrivateKey(.ed25519, copying: seed.span)
        let text = KeyText.bech32(key)
        for (content, mode, reason) in [
            (text, 0o644, "for its owner alone"), (text, 0o640, "for its owner alone"),
            (String(text.dropLast()) + "q", 0o600, "no key"), ("", 0o600, "no key"), (text + text, 0o600, "no key"),
            (String(repeating: "x", count: 5000), 0o600, "cannot be read"),
        ] as [(String, mode_t, String)] {
            guard case .failure(let failure) = try Self.read(content, mode: mode) else {
                Issue.record("taken: \(reason)")
                continue
            }
            #expect(failure.sentence.contains(reason), "\(failure.sentence)")
            #expect(!failure.sentence.contains(text.suffix(20)))
        }
    }
}
