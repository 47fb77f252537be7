// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// Standard output and error.
enum Output {
    /// Writes all of `text`; `false` if it cannot be.
    static func write(_ text: String, to descriptor: CInt) -> Bool {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            do throws(SystemError) {
                offset += try SystemError.check("write") {
                    unsafe bytes[offset...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                }
            } catch {
                return false
            }
        }
        return true
    }
}
