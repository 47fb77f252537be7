// SPDX-License-Identifier: Apache-2.0

/// What the chain takes as a request's result.
enum ResultText {
    /// The longest, in bytes.
    ///
    /// In Move: `k8s_scheduler::MAX_RESULT`.
    static let longest = 256

    /// The text as the chain takes it: printable ASCII, cut where it is too long.
    static func fit(_ text: String) -> String {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let isPrintable = (0x20...0x7e).contains(scalar.value)
            bytes.append(isPrintable ? UInt8(scalar.value) : UInt8(ascii: scalar.isASCII ? " " : "?"))
        }
        guard bytes.count > longest else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.prefix(longest - 3), as: UTF8.self) + "..."
    }
}
