// SPDX-License-Identifier: Apache-2.0

/// The grammars of the names that go into files, units and expressions: nothing else goes there.
enum Names {
    /// Whether a text is a word in YAML to every reader: no number, truth value, date or null.
    static func isWord(_ text: String) -> Bool {
        let others = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        guard let first = text.utf8.first, isLetter(first), !others.contains(text.lowercased()) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._/".utf8.contains($0) }
    }

    /// RFC 1123 §2.1 as Kubernetes reads it: what a namespace is called.
    static func isLabel(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.reversed().first else { return false }
        return text.utf8.count <= 63 && isLowercase(first) && isLowercase(last)
            && text.utf8.allSatisfy { isLowercase($0) || $0 == UInt8(ascii: "-") }
    }

    /// Labels with dots between them: what machines and API groups are called.
    static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
    }

    /// An absolute path that means the same to systemd, to YAML and to a shell: letters, digits, `.`, `_`, `-` and `+`.
    static func isPath(_ text: String) -> Bool {
        let names = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard text.hasPrefix("/"), text.utf8.count <= 1024 else { return false }
        return names.allSatisfy { name in
            !name.isEmpty && name != "." && name != ".."
                && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._-+".utf8.contains($0) }
        }
    }

    /// What a certificate can name: a DNS name, or the digits of an address.
    static func isHost(_ text: String) -> Bool {
        isSubdomain(text)
            || !text.isEmpty && text.utf8.count <= 45 && text.utf8.contains(UInt8(ascii: ":"))
                && text.utf8.allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) || ":.".utf8.contains($0) }
    }

    /// An entry of `NO_PROXY`: a name, an address, a range, or the end of names.
    static func isProxyException(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._:/*[]".utf8.contains($0) }
    }

    /// An address on the chain, whole.
    static func isAddress(_ text: String) -> Bool {
        text.utf8.count == 66 && text.hasPrefix("0x")
            && text.utf8.dropFirst(2).allSatisfy { isDigit($0) || (0x61...0x66).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLowercase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || isDigit(byte) }
}
