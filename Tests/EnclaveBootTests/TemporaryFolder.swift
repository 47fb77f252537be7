// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// A folder that is gone with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/enclave-boot-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError(call: "mkdtemp", errno: errno) }
        path = String(cString: made)
    }

    deinit {
        let nothing: [UInt8] = []
        _ = try? ChildProcess.ask("/bin/rm", ["-rf", path], input: nothing.span)
    }
}
