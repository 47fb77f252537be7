// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

/// Bytes written as hexadecimal digits, with spaces where they help.
func bytes(_ digits: String) throws -> [UInt8] {
    let text = Array(digits.utf8.filter { $0 != UInt8(ascii: " ") })
    let decoded = Hex.decode(text.span, count: text.count / 2)
    return try #require(decoded)
}
