// SPDX-License-Identifier: Apache-2.0

/// A bearer's token, which prints and reflects as nothing.
public final class KubeToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// More than an apiserver's own tokens take.
    static let longest = 16 * 1024

    private let text: String

    /// Takes a token, without white space around it; `nil` unless it is one word that can stand in a header.
    public init?(_ text: String) {
        let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
        let bytes = text.utf8.drop(while: isSpace)
        guard let end = bytes.lastIndex(where: { !isSpace($0) }) else { return nil }
        let word = bytes[...end]
        guard word.count <= Self.longest, word.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        self.text = String(Substring(word))
    }

    /// What stands in the header.
    var header: String { "Bearer \(text)" }

    /// Nothing of it.
    public var description: String { "a token" }
    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
