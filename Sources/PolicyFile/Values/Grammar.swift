// SPDX-License-Identifier: Apache-2.0

/// The grammars of Kubernetes' names, byte by byte; beside each stands the pattern by which the schema says it.
enum Grammar {
    /// RFC 1123 §2.1, as Kubernetes reads it: what a namespace is called.
    static let labelPattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"
    static let labelLimit = 63

    /// Labels with dots between them.
    static let subdomainPattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
    static let subdomainLimit = 253

    /// The value of a label.
    static let valuePattern = "^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"

    /// A member of an object, and the way to one.
    static let pathPattern = "^[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z][A-Za-z0-9]*)*$"

    static func isLabel(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= labelLimit && isLabelOfAnyLength(text)
    }

    static func isSubdomain(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= subdomainLimit
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabelOfAnyLength($0) }
    }

    static func isValue(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= labelLimit && isFramed(text, isAlphanumeric) { [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// A name with or without a subdomain before it: `rancher.io/local-path`.
    static func isQualified(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, isValue(name) else { return false }
        return parts.count == 1 || parts.count == 2 && isSubdomain(parts[0])
    }

    static func isMember(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, (0x41...0x5A).contains(first & 0xDF) else { return false }
        return text.utf8.count <= labelLimit && text.utf8.allSatisfy { isAlphanumeric($0) }
    }

    private static func isLabelOfAnyLength(_ text: some StringProtocol) -> Bool {
        isFramed(text, isLowercase) { $0 == 0x2D }
    }

    /// Whether a text begins and ends with letters or digits and holds nothing but them and what may stand between.
    private static func isFramed(
        _ text: some StringProtocol, _ isLetter: (UInt8) -> Bool, _ isBetween: (UInt8) -> Bool
    ) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.reversed().first else { return false }
        return isLetter(first) && isLetter(last) && bytes.allSatisfy { isLetter($0) || isBetween($0) }
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLowercase(byte) || (0x41...0x5A).contains(byte) }
}
