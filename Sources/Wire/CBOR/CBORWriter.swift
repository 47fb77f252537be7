// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Writes CBOR (RFC 8949) in the one form of §4.2: shortest numbers, lengths told beforehand.
///
/// The order of a map's keys is the caller's to keep: some documents have one of their own.
public struct CBORWriter: ~Copyable, Sendable {
    private var buffer: ByteBuffer

    /// Begins with nothing.
    public init(capacity: Int = 128) { buffer = ByteBuffer(capacity: capacity) }

    /// A number that is not negative.
    public mutating func uint(_ value: UInt64) { head(0, value) }

    /// A number of either sign.
    public mutating func int(_ value: Int64) {
        if value >= 0 { head(0, UInt64(value)) } else { head(1, UInt64(-1 - value)) }
    }

    /// Bytes.
    public mutating func bytes(_ bytes: Span<UInt8>) {
        head(2, UInt64(bytes.count))
        buffer.append(bytes)
    }

    /// Bytes.
    public mutating func bytes(_ bytes: [UInt8]) { self.bytes(bytes.span) }

    /// A text.
    public mutating func text(_ text: String) {
        head(3, UInt64(text.utf8.count))
        buffer.append(text)
    }

    /// The head of an array; so many elements follow.
    public mutating func array(_ count: Int) { container(4, count) }

    /// The head of a map; so many pairs of key and value follow.
    public mutating func map(_ count: Int) { container(5, count) }

    /// A tag; the item that it is about follows.
    public mutating func tag(_ number: UInt64) { head(6, number) }

    /// A boolean.
    public mutating func bool(_ value: Bool) { buffer.append(value ? 0xf5 : 0xf4) }

    /// Null.
    public mutating func null() { buffer.append(0xf6) }

    /// What is encoded already.
    public mutating func encoded(_ item: Span<UInt8>) { buffer.append(item) }

    /// What is encoded already.
    public mutating func encoded(_ item: [UInt8]) { buffer.append(item) }

    /// What was written.
    public consuming func finish() -> [UInt8] { buffer.bytes }

    private mutating func container(_ major: UInt8, _ count: Int) {
        precondition(count >= 0, "CBOR: a count that cannot be written")
        head(major, UInt64(count))
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        switch argument {
        case 0..<24: buffer.append(major << 5 | UInt8(argument))
        case 24...0xff: head(major, argument, 0)
        case 0x100...0xffff: head(major, argument, 1)
        case 0x1_0000...0xffff_ffff: head(major, argument, 2)
        default: head(major, argument, 3)
        }
    }

    /// The form whose argument takes two to the power of `exponent` bytes.
    private mutating func head(_ major: UInt8, _ argument: UInt64, _ exponent: UInt8) {
        buffer.append(major << 5 | (24 + exponent))
        let width = UInt64(1) << UInt64(exponent)
        for index in (0..<width).reversed() { buffer.append(UInt8(truncatingIfNeeded: argument >> (8 * index))) }
    }
}
