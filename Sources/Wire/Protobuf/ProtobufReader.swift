// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Walks through the fields of a Protocol Buffers message; what the caller does not know is skipped.
///
/// The wire format is https://protobuf.dev/programming-guides/encoding. Groups, deprecated before this was written, are
/// refused.
public struct ProtobufReader: ~Escapable {
    /// What stands at a field's place.
    public struct Field: ~Escapable {
        /// The field's number.
        public let number: Int
        /// A number, for the wire types that hold one.
        let scalar: UInt64?
        /// Bytes, for a text, bytes or a message.
        let payload: Span<UInt8>

        @_lifetime(copy payload)
        init(number: Int, scalar: UInt64?, payload: Span<UInt8>) {
            self.number = number
            self.scalar = scalar
            self.payload = payload
        }

        /// The field as a number: a varint, or a fixed one.
        public func uint64() throws(ProtobufError) -> UInt64 {
            guard let scalar else { throw ProtobufError(.wireType) }
            return scalar
        }

        /// The field as a number of 32 bits, of which a peer may send more: they are cut off, as the format says.
        public func uint32() throws(ProtobufError) -> UInt32 { UInt32(truncatingIfNeeded: try uint64()) }

        /// The field as a signed number.
        public func int64() throws(ProtobufError) -> Int64 { Int64(bitPattern: try uint64()) }

        /// The field as a boolean.
        public func bool() throws(ProtobufError) -> Bool { try uint64() != 0 }

        /// The field's bytes, to be read as a message of their own.
        @_lifetime(copy self)
        public func span() throws(ProtobufError) -> Span<UInt8> {
            guard scalar == nil else { throw ProtobufError(.wireType) }
            return payload
        }

        /// A copy of the field's bytes.
        public func bytes() throws(ProtobufError) -> [UInt8] {
            let span = try span()
            return [UInt8](copying: span)
        }

        /// The field as a text.
        public func string() throws(ProtobufError) -> String {
            guard let text = String(validating: try bytes(), as: UTF8.self) else { throw ProtobufError(.notText) }
            return text
        }
    }

    private var rest: Span<UInt8>

    /// Begins at the first field.
    @_lifetime(copy message)
    public init(_ message: Span<UInt8>) { rest = message }

    /// The next field, or `nil` at the end.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    public mutating func next() throws(ProtobufError) -> Field? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw ProtobufError(.malformed) }
        let number = Int(tag >> 3)
        let nothing = rest.extracting(first: 0)
        switch tag & 7 {
        case 0: return Field(number: number, scalar: try varint(), payload: nothing)
        case 1: return Field(number: number, scalar: try fixed(8), payload: nothing)
        case 5: return Field(number: number, scalar: try fixed(4), payload: nothing)
        case 2:
            let count = try varint()
            guard count <= UInt64(rest.count) else { throw ProtobufError(.truncated) }
            let payload = rest.extracting(first: Int(count))
            rest = rest.extracting(droppingFirst: Int(count))
            return Field(number: number, scalar: nil, payload: payload)
        default: throw ProtobufError(.wireType)
        }
    }

    @_lifetime(self: copy self)
    private mutating func varint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<10 {
            guard index < rest.count else { throw ProtobufError(.truncated) }
            let byte = rest[index]
            // The tenth byte has room for one bit.
            guard index < 9 || byte <= 1 else { throw ProtobufError(.malformed) }
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            if byte & 0x80 == 0 {
                rest = rest.extracting(droppingFirst: index + 1)
                return value
            }
        }
        throw ProtobufError(.malformed)
    }

    @_lifetime(self: copy self)
    private mutating func fixed(_ width: Int) throws(ProtobufError) -> UInt64 {
        guard rest.count >= width else { throw ProtobufError(.truncated) }
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(rest[index]) << UInt64(8 * index) }
        rest = rest.extracting(droppingFirst: width)
        return value
    }
}
