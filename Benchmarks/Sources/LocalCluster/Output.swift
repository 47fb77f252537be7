// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Standard output, for lines that somebody waits for.
public enum Output {
    /// Writes one.
    public static func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        guard Glibc.write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else {
            fatalError("standard output is closed")
        }
    }
}
