// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import PKI
import Testing

/// A folder that ends with the test, and the `openssl` program to say what is right.
final class Bench {
    let folder: String

    /// 2026-01-01T00:00:00Z.
    static let now = WallTime(seconds: 1_767_225_600)

    init() throws {
        var name = Array("/tmp/pki-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&name))
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? Folder.remove(folder) }

    /// The path of a file with these contents.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try FileReplacement.write(bytes.span, to: "\(folder)/\(name)", readers: .owner)
        return "\(folder)/\(name)"
    }

    /// What openssl says, and whether it was content.
    func openssl(_ arguments: String...) throws -> (text: String, isGood: Bool) {
        let none: [UInt8] = []
        let answer = try ChildProcess.ask("/usr/bin/openssl", arguments, input: none.span)
        return (String(decoding: answer.output, as: UTF8.self), answer.end == .code(0))
    }

    /// What stands in a folder of certificates after its first turn.
    static func fresh(_ wishes: PKIWishes = PKIWishes()) throws -> PKIFolder {
        var folder = PKIFolder([:], authoritiesChanged: WallTime(nanoseconds: 0), apiserver: .stopped)
        _ = try folder.turn(wishes, now: now)
        return folder
    }

    static func later(_ seconds: Int64) -> WallTime { WallTime(seconds: now.seconds + seconds) }
}
