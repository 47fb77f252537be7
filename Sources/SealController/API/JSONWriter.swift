// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// Writes JSON front to back: keys are literals, text is escaped, numbers that may pass 2^53 are text.
struct JSONWriter: ~Copyable {
    private var isFirst = true

    /// Begins an object.
    init(_ buffer: inout ByteBuffer) { buffer.append(UInt8(ascii: "{")) }

    /// Adds text.
    mutating func text(_ key: StaticString, _ value: String, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(json: value)
    }

    /// Adds text that is a literal.
    mutating func text(_ key: StaticString, literal value: StaticString, _ buffer: inout ByteBuffer) {
        text(key, "\(value)", &buffer)
    }

    /// Adds a number below 2^53.
    mutating func number(_ key: StaticString, _ value: Int, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(decimal: value)
    }

    /// Adds a number of 64 bits, as text.
    mutating func large(_ key: StaticString, _ value: UInt64, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(UInt8(ascii: "\""))
        buffer.append(decimal: UInt(value))
        buffer.append(UInt8(ascii: "\""))
    }

    /// Adds a truth.
    mutating func flag(_ key: StaticString, _ value: Bool, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append(value ? "true" as StaticString : "false")
    }

    /// Adds that there is nothing.
    mutating func null(_ key: StaticString, _ buffer: inout ByteBuffer) {
        begin(key, &buffer)
        buffer.append("null" as StaticString)
    }

    /// Adds an object.
    mutating func object(
        _ key: StaticString, _ buffer: inout ByteBuffer, _ write: (inout JSONWriter, inout ByteBuffer) -> Void
    ) {
        begin(key, &buffer)
        Self.object(&buffer, write)
    }

    /// Adds a list of objects.
    mutating func list<Element>(
        _ key: StaticString, _ elements: some Sequence<Element>, _ buffer: inout ByteBuffer,
        _ write: (Element, inout JSONWriter, inout ByteBuffer) -> Void
    ) {
        begin(key, &buffer)
        buffer.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            Self.object(&buffer) { write(element, &$0, &$1) }
        }
        buffer.append(UInt8(ascii: "]"))
    }

    /// Writes an object of its own.
    static func object(_ buffer: inout ByteBuffer, _ write: (inout JSONWriter, inout ByteBuffer) -> Void) {
        var writer = JSONWriter(&buffer)
        write(&writer, &buffer)
        buffer.append(UInt8(ascii: "}"))
    }

    private mutating func begin(_ key: StaticString, _ buffer: inout ByteBuffer) {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        buffer.append(UInt8(ascii: "\""))
        buffer.append(key)
        buffer.append("\":" as StaticString)
    }
}
