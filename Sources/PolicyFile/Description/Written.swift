// SPDX-License-Identifier: Apache-2.0

/// A part of a policy on its way to text.
indirect enum Written: Sendable {
    /// Numbers, truth values and words that need no quotes.
    case plain(String)
    /// Text that could be taken for something else.
    case quoted(String)
    case list([Written])
    case mapping([Member])

    /// A name with what it names, and what to say about it; a value that is missing leaves the name out, but not what is said.
    struct Member: Sendable {
        let name: String
        let help: String
        let value: Written?
    }

    /// Text, without quotes where no reader of YAML could take it for anything else.
    static func text(_ text: String) -> Written {
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"]
        let isWord =
            text.utf8.first.map { isLetter($0) } == true && !words.contains(text.lowercased())
            && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x2F].contains($0) }
        return isWord ? .plain(text) : .quoted(text)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
