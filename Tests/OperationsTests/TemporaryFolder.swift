// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// A folder for a test's files, gone with its owner.
final class TemporaryFolder {
    struct Unavailable: Error {}

    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-ops-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unavailable() }
        path = String(cString: made)
    }

    deinit { try? Folder.remove(path) }
}
