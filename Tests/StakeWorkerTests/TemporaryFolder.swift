// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// A folder that is gone with its owner, and all that is in it.
final class TemporaryFolder: Sendable {
    struct Unavailable: Error {}

    let path: String

    init() throws {
        var template = Array("/tmp/stake-worker-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unavailable() }
        path = String(cString: made)
    }

    deinit { try? Folder.remove(path) }

    /// Puts a file there, whose folders are made.
    func write(_ name: String, _ text: String, isPrivate: Bool = true) throws {
        let bytes = Array(text.utf8)
        try Folder.make(for: "\(path)/\(name)")
        try FileReplacement.write(bytes.span, to: "\(path)/\(name)", readers: isPrivate ? .owner : .everybody)
    }

    /// What a file holds.
    func read(_ name: String) throws -> String {
        String(decoding: try FileContents.read("\(path)/\(name)", limit: 1 << 20).bytes, as: UTF8.self)
    }

    /// Whether something is there.
    func has(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }
}
