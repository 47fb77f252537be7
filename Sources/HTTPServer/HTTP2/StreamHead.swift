// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// Puts a request's head together from the fields of a header block, RFC 9113 §8.3.
///
/// The framing layer has checked what HTTP/2 itself demands: which fields may be there, in what order, in which
/// characters. What remains are the limits and the rules that every version of HTTP has in common.
struct StreamHead {
    private var head = RequestHead()
    private var fields = HeadFields()
    private var authority: Range<Int>?
    private var count = 0
    /// How much has been decompressed, by the measure of RFC 9113 §6.5.2.
    private(set) var size = 0

    /// What a field costs beside its name and value: RFC 9113 §6.5.2.
    static let overhead = 32

    /// The length of the body, if it was said.
    var contentLength: Int? { fields.contentLength }

    /// Whether the peer waits to be told to send its body.
    private(set) var expectsContinue = false

    /// Takes in a field; what is kept of it goes behind `text`.
    mutating func take(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ text: inout ByteBuffer, _ limits: HeadLimits
    ) throws(HeadRefusal) {
        size += name.count + value.count + Self.overhead
        guard size <= limits.total else { throw .headTooLarge }
        if !name.isEmpty, name[0] == UInt8(ascii: ":") {
            return try takePseudo(name, value, &text, limits)
        }
        count += 1
        guard count <= limits.fields else { throw .tooManyFields }
        guard let field = FieldName(name) else { return }
        guard field.isKept else { return try fields.take(field, value, 0..<value.count) }
        let range = Self.keep(value, &text)
        try fields.take(field, text.span, range)
    }

    /// Counts what is decompressed after a refusal, and forgotten.
    mutating func skip(_ name: Span<UInt8>, _ value: Span<UInt8>) { size += name.count + value.count + Self.overhead }

    /// The head, once all fields are there; `text` is what they were kept in.
    mutating func finish(_ text: Span<UInt8>) throws(HeadRefusal) -> RequestHead {
        fields.apply(to: &head)
        if let authority {
            if let host = fields.host, !HeadFields.isSame(text.extracting(host), text.extracting(authority)) {
                throw .hostMismatch
            }
            head.host = authority
        } else {
            guard fields.host != nil else { throw .missingHost }
        }
        expectsContinue = head.expectsContinue
        return head
    }

    private mutating func takePseudo(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ text: inout ByteBuffer, _ limits: HeadLimits
    ) throws(HeadRefusal) {
        switch name.count {
        case 5 where CharacterClass.equals(name, ":path"):
            guard value.count <= limits.requestLine else { throw .requestLineTooLong }
            guard !value.isEmpty, value[0] == UInt8(ascii: "/") || value[0] == UInt8(ascii: "*") else {
                throw .malformedTarget
            }
            for index in value.indices {
                guard CharacterClass.isTarget(value[index]) else { throw .malformedTarget }
            }
            let range = Self.keep(value, &text)
            head.setTarget(text.span, range)
        case 7 where CharacterClass.equals(name, ":method"): head.method = Method(name: value)
        case 10 where CharacterClass.equals(name, ":authority"):
            for index in value.indices {
                guard CharacterClass.isAuthority(value[index]) else { throw .malformedHost }
            }
            authority = Self.keep(value, &text)
        default: break
        }
    }

    private static func keep(_ value: Span<UInt8>, _ text: inout ByteBuffer) -> Range<Int> {
        let start = text.count
        text.append(value)
        return start..<text.count
    }
}
