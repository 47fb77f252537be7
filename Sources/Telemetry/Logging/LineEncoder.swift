// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Kernel

/// One line, field by field.
///
/// Names are literals. Values are escaped, whoever chose them, so a line is always one line, and a field always
/// that field.
public struct LineEncoder: ~Copyable {
    /// How lines look.
    public enum Format: String, Sendable, CaseIterable {
        /// `key=value`, quoted where needed.
        case text
        /// A JSON object.
        case json
    }

    private var line: ByteBuffer
    private let format: Format
    private var isFirst = true

    /// Begins a line.
    public init(_ format: Format) {
        self.format = format
        line = ByteBuffer(capacity: 512)
        if format == .json { line.append(UInt8(ascii: "{")) }
    }

    /// Adds a point in time, in UTC with microseconds.
    public mutating func field(_ name: StaticString, _ time: WallTime) {
        key(name)
        if format == .json { line.append(UInt8(ascii: "\"")) }
        line.append(rfc3339: time)
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    /// Adds text.
    public mutating func field(_ name: StaticString, _ text: String) {
        var text = text
        key(name)
        text.withUTF8 { bytes in unsafe value(Span(_unsafeElements: bytes)) }
    }

    /// Adds text.
    public mutating func field(_ name: StaticString, _ text: StaticString) {
        key(name)
        text.withUTF8Buffer { bytes in unsafe value(Span(_unsafeElements: bytes)) }
    }

    /// Adds a code of a closed set of ours, which needs neither quotes nor an escape.
    ///
    /// What anybody else chose is never one, and is text.
    public mutating func field(_ name: StaticString, code: String) {
        assert(code.utf8.allSatisfy(Self.isCode), "LineEncoder: a code that needs an escape")
        key(name)
        if format == .json { line.append(UInt8(ascii: "\"")) }
        line.append(code)
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    /// Adds a code of ours, which needs neither quotes nor an escape.
    public mutating func field(_ name: StaticString, code: StaticString) {
        assert(code.withUTF8Buffer { unsafe $0.allSatisfy(Self.isCode) }, "LineEncoder: a code that needs an escape")
        key(name)
        if format == .json { line.append(UInt8(ascii: "\"")) }
        line.append(code)
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    /// Adds text that may be no UTF-8.
    public mutating func field(_ name: StaticString, _ text: Span<UInt8>) {
        key(name)
        value(text)
    }

    /// Adds a number.
    public mutating func field(_ name: StaticString, _ number: Int64) {
        key(name)
        line.append(decimal: Int(number))
    }

    /// Adds a number.
    public mutating func field(_ name: StaticString, _ number: UInt64) {
        key(name)
        line.append(decimal: UInt(number))
    }

    /// Adds a truth.
    public mutating func field(_ name: StaticString, _ truth: Bool) {
        key(name)
        line.append(truth ? "true" : "false")
    }

    /// Adds bytes as hexadecimal digits.
    public mutating func field(_ name: StaticString, hex bytes: Span<UInt8>) { field(name, "", hex: bytes) }

    /// Adds bytes as hexadecimal digits behind a literal that needs no escape: `0x…`.
    public mutating func field(_ name: StaticString, _ prefix: StaticString, hex bytes: Span<UInt8>) {
        key(name)
        if format == .json { line.append(UInt8(ascii: "\"")) }
        line.append(prefix)
        line.append(hexOf: bytes)
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    /// Adds a duration, in seconds.
    public mutating func field(_ name: StaticString, seconds nanoseconds: UInt64) {
        key(name)
        line.append(seconds: nanoseconds)
    }

    /// Adds the request that the line is about, in 16 hexadecimal digits: text, because a JSON number of that size is rounded
    /// by most readers.
    public mutating func field(request: UInt64) {
        key("request")
        if format == .json { line.append(UInt8(ascii: "\"")) }
        let bytes: InlineArray<8, UInt8> = .init { UInt8(truncatingIfNeeded: request &>> UInt64(8 * (7 - $0))) }
        line.append(hexOf: bytes.span)
        if format == .json { line.append(UInt8(ascii: "\"")) }
    }

    /// Ends the line.
    public consuming func finish() -> ByteBuffer {
        line.append(format == .json ? "}\n" : "\n")
        return line
    }

    private mutating func key(_ name: StaticString) {
        if !isFirst { line.append(format == .json ? UInt8(ascii: ",") : UInt8(ascii: " ")) }
        isFirst = false
        if format == .json {
            line.append(UInt8(ascii: "\""))
            line.append(name)
            line.append(UInt8(ascii: "\""))
            line.append(UInt8(ascii: ":"))
        } else {
            line.append(name)
            line.append(UInt8(ascii: "="))
        }
    }

    /// Whether a byte may be in a code: a letter, a digit, or one of `_-.:/@`.
    private static func isCode(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    private mutating func value(_ bytes: Span<UInt8>) {
        if format == .text, Self.isBare(bytes) { return line.append(bytes) }
        line.append(UInt8(ascii: "\""))
        line.append(escaped: bytes)
        line.append(UInt8(ascii: "\""))
    }

    /// Whether logfmt needs no quotes: printable ASCII without space, `"`, `=` and `\`.
    private static func isBare(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.count <= Escaping.maximumValue else { return false }
        for index in bytes.indices {
            switch bytes[index] {
            case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "="), UInt8(ascii: "\\"), 0x7F...: return false
            default: continue
            }
        }
        return true
    }
}
