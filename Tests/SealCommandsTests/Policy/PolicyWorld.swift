// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import Testing

@testable import SealCommands

/// A folder, a time, and the commands about policies: nothing else is needed.
final class PolicyWorld {
    let folder: String
    private var names: [String] = []
    private static let now = WallTime(seconds: 1_795_262_400)  // 2026-11-21T12:00:00Z

    init() throws {
        var template = Array("/tmp/policy-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for name in names { unlink("\(folder)/\(name)") }
        rmdir("\(folder)/objects")
        rmdir(folder)
    }

    /// Writes a file and says where it is.
    @discardableResult func write(_ name: String, _ text: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Folder.make(for: path)
        try FileReplacement.write(Array(text.utf8).span, to: path, readers: .owner)
        names.append(name)
        return path
    }

    func run(_ words: String..., input: String = "") -> CommandOutcome {
        var console = Self.console
        let text = Array(input.utf8)
        console.readInput = { $0 < text.count ? nil : text }
        return Sealctl.run(["policy"] + words, environment: [:], console: console)
    }

    static let console = Console(
        askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in }, stream: { _ in false }, holdEnd: { {} },
        now: { now })

    /// Without the folder's own name, which is another each time.
    func plain(_ text: String) -> String { text.replacing(folder + "/", with: "") }
}

extension String {
    func replacing(_ part: String, with other: String) -> String {
        var rest = self[...]
        var replaced = ""
        while let range = rest.firstRange(of: part) {
            replaced += rest[..<range.lowerBound] + other
            rest = rest[range.upperBound...]
        }
        return replaced + rest
    }
}
