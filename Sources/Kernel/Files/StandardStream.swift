// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Where a program that people call says what it has to say.
public enum StandardStream: Sendable {
    /// What was asked for.
    case output
    /// What is beside that: progress, faults.
    case error

    /// Writes all of `text`; false if it cannot be.
    ///
    /// The corresponding C function is `write`.
    public func write(_ text: String) -> Bool {
        let descriptor = self == .output ? STDOUT_FILENO : STDERR_FILENO
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            do throws(SystemError) {
                offset += try SystemError.check("write") {
                    unsafe bytes[offset...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                }
            } catch { return false }
        }
        return true
    }
}
