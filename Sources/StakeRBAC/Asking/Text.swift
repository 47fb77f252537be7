// SPDX-License-Identifier: Apache-2.0

/// Small questions about bytes that are text: compared as they stand, as Kubernetes does.
enum Text {
    static func equals(_ text: Span<UInt8>, _ other: StaticString) -> Bool {
        text.count == other.utf8CodeUnitCount && hasPrefix(text, other)
    }

    static func equals(_ text: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard text.count == other.count else { return false }
        for index in text.indices where text[index] != other[index] { return false }
        return true
    }

    static func equals(_ text: Span<UInt8>, _ other: String) -> Bool { equals(text, other.utf8Span.span) }

    static func hasPrefix(_ text: Span<UInt8>, _ prefix: StaticString) -> Bool {
        guard text.count >= prefix.utf8CodeUnitCount else { return false }
        let start = unsafe prefix.utf8Start
        for index in 0..<prefix.utf8CodeUnitCount { guard unsafe text[index] == start[index] else { return false } }
        return true
    }

    static func hasPrefix(_ text: Span<UInt8>, _ prefix: String) -> Bool {
        let start = prefix.utf8Span.span
        guard text.count >= start.count else { return false }
        for index in start.indices where text[index] != start[index] { return false }
        return true
    }

    static func hasSuffix(_ text: Span<UInt8>, _ suffix: String) -> Bool {
        let end = suffix.utf8Span.span
        guard text.count >= end.count else { return false }
        return equals(text.extracting((text.count - end.count)..<text.count), end)
    }

    /// What stands behind `prefix`; `nil` if the text does not begin with it.
    @_lifetime(copy text)
    static func rest(of text: Span<UInt8>, after prefix: StaticString) -> Span<UInt8>? {
        guard hasPrefix(text, prefix) else { return nil }
        return text.extracting(droppingFirst: prefix.utf8CodeUnitCount)
    }

    /// The text as a value of its own.
    static func string(_ text: Span<UInt8>) -> String {
        unsafe String(unsafeUninitializedCapacity: text.count) { buffer in
            for index in text.indices { unsafe buffer[index] = text[index] }
            return text.count
        }
    }

    /// The text for a message: at most 63 bytes of it, and nothing that a terminal or a log could take for more than a letter.
    static func shown(_ text: Span<UInt8>) -> String {
        let limit = 63
        var shown = ""
        shown.reserveCapacity(min(text.count, limit) + 3)
        for index in 0..<min(text.count, limit) {
            let byte = text[index]
            let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
            shown.unicodeScalars.append(isPlain ? Unicode.Scalar(byte) : "?")
        }
        return text.count > limit ? shown + "..." : shown
    }
}
