// SPDX-License-Identifier: Apache-2.0

/// What names may look like, for whatever comes from outside and is to stand in a path or a selector.
public enum KubeName {
    /// The longest label of RFC 1123, and the longest value of a Kubernetes label.
    public static let longestLabel = 63
    /// The longest name of several labels.
    public static let longestSubdomain = 253

    /// Whether a text is a label of RFC 1123 in lower case: a namespace's name.
    public static func isLabel(_ text: some StringProtocol) -> Bool {
        (1...longestLabel).contains(text.utf8.count) && isWord(text) { isLower($0) || isDigit($0) || $0 == hyphen }
    }

    /// Whether a text is one or more such labels with dots between them: a node's name, a pod's.
    ///
    /// Kubernetes limits the whole alone; a part of it may be longer than 63.
    public static func isSubdomain(_ text: some StringProtocol) -> Bool {
        guard (1...longestSubdomain).contains(text.utf8.count) else { return false }
        return Array(text.utf8).split(separator: dot, omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last, first != hyphen, last != hyphen else { return false }
            return part.allSatisfy { isLower($0) || isDigit($0) || $0 == hyphen }
        }
    }

    /// Whether a text can be a label's value; it may be empty.
    public static func isLabelValue(_ text: some StringProtocol) -> Bool {
        text.isEmpty || (text.utf8.count <= longestLabel && isWord(text, isQualified))
    }

    /// Whether a text can be a label's key: a name, before which a domain and a slash may stand.
    public static func isLabelKey(_ text: some StringProtocol) -> Bool {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            return !text.isEmpty && isLabelValue(text)
        }
        let name = text[text.utf8.index(after: slash)...]
        return isSubdomain(text[..<slash]) && !name.isEmpty && isLabelValue(name)
    }

    /// Whether a text can be a role's name or a binding's, such as `seal:developer`.
    ///
    /// Kubernetes takes whatever can stand in a path; nothing here needs more than the letters of other names and colons.
    static func isRoleName(_ text: String) -> Bool {
        text.utf8.count <= longestSubdomain
            && text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).allSatisfy { part in
                isSubdomain(String(decoding: part, as: UTF8.self))
            }
    }

    /// Whether a text can be a subresource, such as `status`.
    static func isSubresource(_ text: String) -> Bool {
        (1...longestLabel).contains(text.utf8.count) && text.utf8.allSatisfy(isLower)
    }

    /// Whether a text can be the path of a field in a selector, such as `spec.nodeName`.
    static func isFieldPath(_ text: String) -> Bool {
        (1...longestSubdomain).contains(text.utf8.count)
            && text.utf8.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.allSatisfy { isLower($0) || isUpper($0) }
            }
    }

    private static let hyphen = UInt8(ascii: "-")
    private static let dot = UInt8(ascii: ".")

    /// Whether the ends are letters or digits, and all of it is of the alphabet.
    private static func isWord(_ text: some StringProtocol, _ isAllowed: (UInt8) -> Bool) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        let isEnd = { (byte: UInt8) in isLower(byte) || isUpper(byte) || isDigit(byte) }
        return isEnd(first) && isEnd(last) && bytes.allSatisfy(isAllowed)
    }

    private static func isQualified(_ byte: UInt8) -> Bool {
        isLower(byte) || isUpper(byte) || isDigit(byte) || [hyphen, dot, UInt8(ascii: "_")].contains(byte)
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
