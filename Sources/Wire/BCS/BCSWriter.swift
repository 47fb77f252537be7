// SPDX-License-Identifier: Apache-2.0
public import Bytes

/// Writes Binary Canonical Serialization, the form that Sui hashes and signs.
public struct BCSWriter: ~Copyable, Sendable {
    /// What was written.
    public private(set) var buffer: ByteBuffer

    /// Begins with nothing.
    public init(capacity: Int = 128) { buffer = ByteBuffer(capacity: capacity) }

    /// A copy of what was written.
    public var bytes: [UInt8] { buffer.bytes }

    /// One byte.
    public mutating func uint8(_ value: UInt8) { buffer.append(value) }

    /// An integer, least byte first.
    @inlinable
    public mutating func integer(_ value: some FixedWidthInteger & UnsignedInteger) {
        // Inlined where it is called: the generic form, which other modules would call, takes five times as long.
        var rest = value
        var left = value.bitWidth / 8
        while left > 0 {
            word(UInt64(truncatingIfNeeded: rest), min(8, left))
            left -= 8
            if left > 0 { rest = rest >> 64 }
        }
    }

    /// A number in so many bytes, eight at most.
    @usableFromInline
    mutating func word(_ value: UInt64, _ width: Int) {
        for index in 0..<min(8, width) { buffer.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }

    /// A boolean.
    public mutating func bool(_ value: Bool) { buffer.append(value ? 1 : 0) }

    /// A number in ULEB128.
    public mutating func uleb128(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(rest))
    }

    /// A length or a variant.
    public mutating func length(_ value: Int) {
        precondition(value >= 0 && value <= BCSReader.maximumLength, "BCS: a length that cannot be written")
        uleb128(UInt32(value))
    }

    /// Bytes without a length before them.
    public mutating func fixed(_ bytes: Span<UInt8>) { buffer.append(bytes) }

    /// A byte string.
    public mutating func bytes(_ bytes: [UInt8]) {
        length(bytes.count)
        buffer.append(bytes)
    }

    /// A text.
    public mutating func string(_ text: String) {
        length(text.utf8.count)
        buffer.append(text)
    }

    /// Whether an optional value follows.
    public mutating func isPresent(_ value: Bool) { bool(value) }
}
