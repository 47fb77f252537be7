// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Testing

@testable import SealController

@Suite struct NoticeSecretTests {
    /// What is read of a file with these bytes, or why nothing is.
    private static func read(_ text: String, mode: mode_t = 0o600) throws -> Result<String, NoticeSecret.Failure> {
        var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        try #require(file >= 0)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(file, bytes, bytes.count)
        fchmod(file, mode)
        close(file)
        do throws(NoticeSecret.Failure) {
            let secret = try NoticeSecret.read(path)
            return .success(
                secret.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) })
        } catch { return .failure(NoticeSecret.Failure(sentence: error.sentence.replacing(path, with: "FILE"))) }
    }

    private static let tooShort = NoticeSecret.Failure(sentence: "FILE must hold 16 to 1024 bytes")

    @Test(arguments: [(15, false), (16, true), (17, true), (1023, true), (1024, true), (1025, false)])
    func `it has 16 to 1024 bytes`(_ count: Int, _ isGood: Bool) throws {
        let text = String(repeating: "x", count: count)
        #expect(try Self.read(text) == (isGood ? .success(text) : .failure(Self.tooShort)))
    }

    @Test func `a line break at its end is none of it`() throws {
        #expect(try Self.read("0123456789abcdef\r\n") == .success("0123456789abcdef"))
        #expect(try Self.read("0123456789abcde\n") == .failure(Self.tooShort))
    }

    @Test(arguments: [(0o600 as mode_t, true), (0o440, true), (0o444, false), (0o602, false)])
    func `not everybody may read it`(_ mode: mode_t, _ isGood: Bool) throws {
        let open = NoticeSecret.Failure(sentence: "FILE is open to everybody; chmod 600 it")
        let text = "0123456789abcdef"
        #expect(try Self.read(text, mode: mode) == (isGood ? .success(text) : .failure(open)))
    }

    @Test func `a file that is not there is said to be so`() {
        #expect(throws: NoticeSecret.Failure.self) { _ = try NoticeSecret.read("/nonexistent/secret") }
    }
}
