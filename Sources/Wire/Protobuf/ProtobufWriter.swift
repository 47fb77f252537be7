// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// Writes a Protocol Buffers message, field by field.
public struct ProtobufWriter: ~Copyable, Sendable {
    /// What was written.
    public private(set) var buffer: ByteBuffer

    /// Begins with an empty message.
    public init(capacity: Int = 64) { buffer = ByteBuffer(capacity: capacity) }

    /// A copy of what was written.
    public var bytes: [UInt8] { buffer.bytes }

    /// A number.
    public mutating func number(_ field: Int, _ value: UInt64) {
        tag(field, 0)
        varint(value)
    }

    /// A boolean.
    public mutating func bool(_ field: Int, _ value: Bool) { number(field, value ? 1 : 0) }

    /// A text.
    public mutating func string(_ field: Int, _ text: String) {
        tag(field, 2)
        varint(UInt64(text.utf8.count))
        buffer.append(text)
    }

    /// Bytes.
    public mutating func bytes(_ field: Int, _ bytes: [UInt8]) {
        tag(field, 2)
        varint(UInt64(bytes.count))
        buffer.append(bytes)
    }

    /// A message inside this one.
    public mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        body(&inner)
        tag(field, 2)
        varint(UInt64(inner.buffer.count))
        buffer.append(contentsOf: inner.buffer)
    }

    private mutating func tag(_ field: Int, _ wireType: UInt64) { varint(UInt64(field) << 3 | wireType) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(rest))
    }
}
