// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPClient
import Kernel
import Testing

@testable import SuiLedger

@Suite struct NodeCredentialsTests {
    private static func failure(_ body: () throws(NodeCredentials.Failure) -> [Header]) -> NodeCredentials.Failure? {
        do throws(NodeCredentials.Failure) {
            _ = try body()
            return nil
        } catch { return error }
    }

    @Test func `headers are read line by line`() throws {
        let text = "# a provider\r\n\r\nX-Api-Key:  abc:def \n\tauthorization: Bearer xyz"
        #expect(
            try NodeCredentials.parse(text) == [Header("x-api-key", "abc:def"), Header("authorization", "Bearer xyz")])
    }

    static let refused: [(String, NodeCredentials.Failure)] = [
        ("", .empty), ("# nothing\n", .empty), ("abc", .malformed(line: 1)), ("a: b\nabc\n", .malformed(line: 2)),
        (": b", .malformed(line: 1)), ("a b: c", .malformed(line: 1)), ("a:", .malformed(line: 1)),
        ("a: b\u{1}c", .malformed(line: 1)), ("\nHost: b", .reserved(line: 2)),
        ("grpc-timeout: 1m", .reserved(line: 1)),
    ]

    @Test(arguments: refused) func `a line that is no header is named`(
        _ text: String, _ expected: NodeCredentials.Failure
    ) { #expect(Self.failure { () throws(NodeCredentials.Failure) in try NodeCredentials.parse(text) } == expected) }

    @Test func `a file is its owner's alone, there, and short`() throws {
        var template = Array("/tmp/credentials-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let path = folder + "/key"
        defer {
            unlink(path)
            rmdir(folder)
        }
        func failure() -> NodeCredentials.Failure? {
            Self.failure { () throws(NodeCredentials.Failure) in try NodeCredentials.read(path) }
        }
        #expect(failure() == .file(.system(SystemError(call: "open", errno: ENOENT))))
        try FileReplacement.write(Array("a: b\n".utf8).span, to: path, readers: .owner)
        #expect(try NodeCredentials.read(path) == [Header("a", "b")])
        for mode: mode_t in [0o640, 0o604, 0o620] {
            chmod(path, mode)
            #expect(failure() == .notPrivate)
        }
        for (count, expected) in [(0, nil), (1, NodeCredentials.Failure.file(.tooLarge(limit: 16384)))] {
            let value = String(repeating: "x", count: NodeCredentials.maximumBytes - 3 + count)
            try FileReplacement.write(Array("a: \(value)".utf8).span, to: path, readers: .owner)
            #expect(failure() == expected)
        }
    }
}
