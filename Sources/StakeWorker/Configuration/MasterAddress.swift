// SPDX-License-Identifier: Apache-2.0

/// Where a master is: scheme, host and port, and nothing that could lead elsewhere.
struct MasterAddress: Hashable, Sendable {
    private static let scheme = "https://"
    private static let longest = 300

    /// `https://HOST[:PORT]`.
    let text: String

    /// Reads an address; `nil` for anything but `https://HOST[:PORT]`, with or without a last slash.
    init?(_ text: String) {
        guard text.hasPrefix(Self.scheme), text.utf8.count <= Self.longest else { return nil }
        var authority = text.dropFirst(Self.scheme.count)
        if authority.hasSuffix("/") { authority.removeLast() }
        let isPlain = authority.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2d, 0x2e, 0x3a, 0x5b, 0x5d].contains(byte)  // - . : [ ]
        }
        guard !authority.isEmpty, isPlain, authority.first != ":" else { return nil }
        self.text = Self.scheme + authority
    }
}
