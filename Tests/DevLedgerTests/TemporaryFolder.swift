// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A folder that is gone with its owner.
final class TemporaryFolder {
    struct Unavailable: Error {}

    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unavailable() }
        path = String(cString: made)
    }

    deinit {
        unlink(file)
        rmdir(path)
    }

    /// The one file in it.
    var file: String { "\(path)/ledger" }

    func write(_ bytes: [UInt8]) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Unavailable() }
    }
}
