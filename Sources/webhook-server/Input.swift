// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// Standard input.
enum Input {
    /// More than any token has: what is longer is none.
    private static let limit = 4096

    /// One line, without its end; `nil` if it cannot be read.
    static func readToken() -> [UInt8]? {
        var bytes: [UInt8] = .init(repeating: 0, count: limit)
        var count = 0
        while count < limit {
            do throws(SystemError) {
                let moved = try SystemError.check("read") {
                    unsafe bytes[count...].withUnsafeMutableBytes {
                        unsafe read(STDIN_FILENO, $0.baseAddress, $0.count)
                    }
                }
                if moved == 0 { break }
                count += moved
            } catch {
                return nil
            }
            if bytes[count - 1] == UInt8(ascii: "\n") { break }
        }
        var line = bytes[..<count]
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return Array(line)
    }
}
