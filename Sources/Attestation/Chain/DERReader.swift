// SPDX-License-Identifier: Apache-2.0

/// A cursor over DER (X.690) that is stricter than OpenSSL's: what can be written in two ways is accepted in one.
///
/// OpenSSL reads BER's longer forms as well, and two readings of a certificate are one too many.
struct DERReader: ~Escapable {
    /// The types that certificates of such a chain are made of.
    enum Tag {
        static let boolean: UInt8 = 0x01
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let objectIdentifier: UInt8 = 0x06
        static let utf8String: UInt8 = 0x0c
        static let printableString: UInt8 = 0x13
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31
        static let version: UInt8 = 0xa0
        static let extensions: UInt8 = 0xa3
    }

    private var rest: Span<UInt8>

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { rest = bytes }

    /// What the next element's type is; `nil` at the end.
    var next: UInt8? { rest.isEmpty ? nil : rest[0] }

    /// Refuses leftovers.
    func finish() throws(AttestationRefusal) {
        guard rest.isEmpty else { throw AttestationRefusal(.malformedCertificate, "something follows an element") }
    }

    /// The content of the next element, which must have this type.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    mutating func content(_ tag: UInt8) throws(AttestationRefusal) -> Span<UInt8> {
        let head = try head(tag)
        let content = rest.extracting(head.width..<(head.width + head.length))
        rest = rest.extracting(droppingFirst: head.width + head.length)
        return content
    }

    /// The whole of the next element, which must have this type.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    mutating func element(_ tag: UInt8) throws(AttestationRefusal) -> Span<UInt8> {
        let head = try head(tag)
        let element = rest.extracting(first: head.width + head.length)
        rest = rest.extracting(droppingFirst: head.width + head.length)
        return element
    }

    /// The bytes of a whole number that is not negative, without what is there for its sign alone.
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    mutating func magnitude() throws(AttestationRefusal) -> Span<UInt8> {
        let bytes = try content(Tag.integer)
        guard !bytes.isEmpty, bytes[0] < 0x80 else {
            throw AttestationRefusal(.malformedCertificate, "a number is empty or negative")
        }
        guard bytes[0] == 0, bytes.count > 1 else { return bytes }
        guard bytes[1] >= 0x80 else { throw AttestationRefusal(.malformedCertificate, "a number is padded") }
        return bytes.extracting(droppingFirst: 1)
    }

    /// A boolean.
    @_lifetime(self: copy self)
    mutating func boolean() throws(AttestationRefusal) -> Bool {
        let bytes = try content(Tag.boolean)
        guard bytes.count == 1, bytes[0] == 0 || bytes[0] == 0xff else {
            throw AttestationRefusal(.malformedCertificate, "a boolean is neither true nor false")
        }
        return bytes[0] == 0xff
    }

    /// The bytes of a bit string with the number of bits in the last that do not count, which are zero.
    @_lifetime(self: copy self)
    mutating func bits() throws(AttestationRefusal) -> (bytes: [UInt8], unused: Int) {
        let content = try content(Tag.bitString)
        guard content.count > 1, content[0] < 8, content[content.count - 1] & (1 << content[0] - 1) == 0 else {
            throw AttestationRefusal(.malformedCertificate, "a bit string is empty or padded")
        }
        return ([UInt8](copying: content.extracting(droppingFirst: 1)), Int(content[0]))
    }

    private func head(_ tag: UInt8) throws(AttestationRefusal) -> (width: Int, length: Int) {
        guard rest.count >= 2 else { throw AttestationRefusal(.malformedCertificate, "an element is cut off") }
        guard rest[0] == tag else {
            throw AttestationRefusal(.malformedCertificate, "an element has an unexpected type")
        }
        var (width, length) = (2, Int(rest[1]))
        if length >= 0x80 {
            // Two bytes of length are enough for what is read here; more, or fewer than these, would be another form.
            let count = length & 0x7f
            guard count == 1 || count == 2, rest.count >= 2 + count else {
                throw AttestationRefusal(.malformedCertificate, "the length of an element")
            }
            length = 0
            for index in 0..<count { length = length << 8 | Int(rest[2 + index]) }
            guard length >= (count == 1 ? 0x80 : 0x100) else {
                throw AttestationRefusal(.malformedCertificate, "a length is not written the shortest way")
            }
            width += count
        }
        guard length <= rest.count - width else {
            throw AttestationRefusal(.malformedCertificate, "an element is cut off")
        }
        return (width, length)
    }
}
