// SPDX-License-Identifier: Apache-2.0

/// Questions about text in which upper and lower case letters of ASCII are the same; all other bytes are compared as they stand.
extension Text {
    /// Whether both are the same but for case.
    static func equalsIgnoringCase(_ text: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard text.count == other.count else { return false }
        for index in text.indices where lowered(text[index]) != lowered(other[index]) { return false }
        return true
    }

    /// Whether `word`, in lower case, stands somewhere in the text.
    static func containsIgnoringCase(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard text.count >= count else { return false }
        for place in 0...(text.count - count) where isWord(word, at: place, in: text) { return true }
        return false
    }

    /// Whether the text begins with `word`, in lower case.
    static func hasPrefixIgnoringCase(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
        text.count >= word.utf8CodeUnitCount && isWord(word, at: 0, in: text)
    }

    /// Whether the text ends with `word`, in lower case.
    static func hasSuffixIgnoringCase(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
        text.count >= word.utf8CodeUnitCount && isWord(word, at: text.count - word.utf8CodeUnitCount, in: text)
    }

    /// Whether a text comes before another, by their bytes.
    static func precedes(_ text: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        for index in 0..<min(text.count, other.count) where text[index] != other[index] {
            return text[index] < other[index]
        }
        return text.count < other.count
    }

    /// The place of a byte; `nil` if it is not there.
    static func place(of byte: UInt8, in text: Span<UInt8>) -> Int? {
        for index in text.indices where text[index] == byte { return index }
        return nil
    }

    private static func isWord(_ word: StaticString, at place: Int, in text: Span<UInt8>) -> Bool {
        let start = unsafe word.utf8Start
        for index in 0..<word.utf8CodeUnitCount {
            guard unsafe lowered(text[place + index]) == start[index] else { return false }
        }
        return true
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
