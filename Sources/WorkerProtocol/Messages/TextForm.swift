// SPDX-License-Identifier: Apache-2.0

/// Forms that texts in messages must have, so that none can end a line or look like something else.
enum TextForm {
    /// The longest label of RFC 1123, in bytes.
    static let maximumLabel = 63

    /// Visible ASCII, at least one byte and at most that many.
    static func isVisible(_ text: String, upTo most: Int) -> Bool {
        (1...most).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// Printable ASCII, spaces among it; may be empty.
    static func isPrintable(_ text: String, upTo most: Int) -> Bool {
        text.utf8.count <= most && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    }

    /// A label of RFC 1123, which is what Kubernetes and the contracts take for a node.
    static func isLabel(_ text: String) -> Bool {
        let dash = UInt8(ascii: "-")
        guard (1...maximumLabel).contains(text.utf8.count), text.utf8.first != dash, text.utf8.last != dash else {
            return false
        }
        return text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == dash }
    }

    /// `a` to `z`, `0` to `9`, this many.
    static func isLowerOrDigit(_ text: Substring, count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy(isLowerOrDigit)
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
