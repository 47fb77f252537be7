// SPDX-License-Identifier: Apache-2.0

/// Text that somebody put into a pod, made fit for a message.
enum Shown {
    /// The longest name that Kubernetes gives a container or a volume, RFC 1123 §2.1.
    static let lengthLimit = 63

    /// Printable ASCII, cut, in quotes; whatever else there is becomes a question mark.
    static func name(_ bytes: Span<UInt8>) -> String {
        var text = "\""
        for index in 0..<min(bytes.count, lengthLimit) {
            let byte = bytes[index]
            let isShown = 0x20...0x7E ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            text.unicodeScalars.append(Unicode.Scalar(isShown ? byte : UInt8(ascii: "?")))
        }
        return text + "\""
    }
}
