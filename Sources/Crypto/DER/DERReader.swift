// SPDX-License-Identifier: Apache-2.0

/// A cursor over DER (X.690) that is stricter than OpenSSL's: what can be written in two ways is accepted in one.
///
/// OpenSSL reads BER's longer forms as well, and two readings of a certificate are one too many.
package struct DERReader<Failure: DERFailure>: ~Escapable {
    private var rest: Span<UInt8>

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) { rest = bytes }

    /// What the next element's type is; `nil` at the end.
    package var next: UInt8? { rest.isEmpty ? nil : rest[0] }

    /// Refuses leftovers.
    package func finish() throws(Failure) {
        guard rest.isEmpty else { throw Failure(der: "something follows an element") }
    }

    /// The content of the one element that bytes are, which must have this type.
    @_lifetime(copy bytes)
    package static func only(_ tag: UInt8, in bytes: Span<UInt8>) throws(Failure) -> Span<UInt8> {
        var reader = DERReader(bytes)
        let content = try reader.content(tag)
        try reader.finish()
        return content
    }

    /// The content of the next element, which must have this type.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    package mutating func content(_ tag: UInt8) throws(Failure) -> Span<UInt8> {
        let head = try head(tag)
        let content = rest.extracting(head.width..<(head.width + head.length))
        rest = rest.extracting(droppingFirst: head.width + head.length)
        return content
    }

    /// The whole of the next element, which must have this type.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    package mutating func element(_ tag: UInt8) throws(Failure) -> Span<UInt8> {
        let head = try head(tag)
        let element = rest.extracting(first: head.width + head.length)
        rest = rest.extracting(droppingFirst: head.width + head.length)
        return element
    }

    /// The bytes of a whole number that is not negative, without what is there for its sign alone.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    package mutating func magnitude() throws(Failure) -> Span<UInt8> {
        let bytes = try content(DERTag.integer)
        guard !bytes.isEmpty, bytes[0] < 0x80 else { throw Failure(der: "a number is empty or negative") }
        guard bytes[0] == 0, bytes.count > 1 else { return bytes }
        guard bytes[1] >= 0x80 else { throw Failure(der: "a number is padded") }
        return bytes.extracting(droppingFirst: 1)
    }

    /// A boolean.
    @_lifetime(self: copy self)
    package mutating func boolean() throws(Failure) -> Bool {
        let bytes = try content(DERTag.boolean)
        guard bytes.count == 1, bytes[0] == 0 || bytes[0] == 0xff else {
            throw Failure(der: "a boolean is neither true nor false")
        }
        return bytes[0] == 0xff
    }

    /// The bytes of a bit string with the number of bits in the last that do not count, which are zero.
    @_lifetime(self: copy self)
    package mutating func bits() throws(Failure) -> (bytes: [UInt8], unused: Int) {
        let content = try content(DERTag.bitString)
        guard content.count > 1, content[0] < 8, content[content.count - 1] & (1 << content[0] - 1) == 0 else {
            throw Failure(der: "a bit string is empty or padded")
        }
        return (content.indices.dropFirst().map { content[$0] }, Int(content[0]))
    }

    private func head(_ tag: UInt8) throws(Failure) -> (width: Int, length: Int) {
        guard rest.count >= 2 else { throw Failure(der: "an element is cut off") }
        guard rest[0] == tag else { throw Failure(der: "an element has an unexpected type") }
        var (width, length) = (2, Int(rest[1]))
        if length >= 0x80 {
            // Two bytes of length are enough for what is read here; more, or fewer than these, would be another form.
            let count = length & 0x7f
            guard count == 1 || count == 2, rest.count >= 2 + count else {
                throw Failure(der: "the length of an element")
            }
            length = 0
            for index in 0..<count { length = length << 8 | Int(rest[2 + index]) }
            guard length >= (count == 1 ? 0x80 : 0x100) else {
                throw Failure(der: "a length is not written the shortest way")
            }
            width += count
        }
        guard length <= rest.count - width else { throw Failure(der: "an element is cut off") }
        return (width, length)
    }
}
