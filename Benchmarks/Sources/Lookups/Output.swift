// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Standard output, for bytes.
enum Output {
    static func write(_ bytes: [UInt8]) {
        guard Glibc.write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else {
            fatalError("standard output is closed")
        }
    }
}
