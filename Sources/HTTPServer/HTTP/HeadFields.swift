// SPDX-License-Identifier: Apache-2.0

/// What a head's fields have said so far, however they were framed.
struct HeadFields: Equatable, Sendable {
    private(set) var host: Range<Int>?
    private(set) var contentLength: Int?
    private var hasOrigin = false
    private var expectsContinue = false
    private var authorization: Range<Int>?
    private var sealToken: Range<Int>?

    /// Takes in a field whose value stands at `value` of `bytes`.
    mutating func take(
        _ field: FieldName, _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(HeadRefusal) {
        switch field {
        case .host:
            guard host == nil else { throw .repeatedHost }
            for index in value {
                guard CharacterClass.isAuthority(bytes[index]) else { throw .malformedHost }
            }
            host = value
        case .expect:
            guard CharacterClass.equalsIgnoringCase(bytes.extracting(value), "100-continue") else {
                throw .unknownExpectation
            }
            expectsContinue = true
        case .origin: hasOrigin = true
        case .sealToken:
            // Which of two is meant, another reader may decide otherwise.
            guard sealToken == nil else { throw .repeatedCredentials }
            sealToken = value
        case .authorization:
            guard authorization == nil else { throw .repeatedCredentials }
            authorization = value
        case .contentLength:
            guard contentLength == nil else { throw .repeatedContentLength }
            contentLength = try Self.length(bytes.extracting(value))
        case .contentEncoding:
            guard CharacterClass.equalsIgnoringCase(bytes.extracting(value), "identity") else {
                throw .encodedContent
            }
        }
    }

    /// Writes what does not depend on a version's framing into `head`.
    func apply(to head: inout RequestHead) {
        head.host = host ?? 0..<0
        head.hasOrigin = hasOrigin
        head.expectsContinue = expectsContinue
        head.authorization = authorization
        head.sealToken = sealToken
    }

    /// Whether two authorities are one: their case does not matter.
    static func isSame(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in one.indices where one[index] | 0x20 != other[index] | 0x20 { return false }
        return true
    }

    /// Digits alone: a sign, a space or a list has been read in two ways before.
    private static func length(_ text: Span<UInt8>) throws(HeadRefusal) -> Int {
        guard !text.isEmpty else { throw .malformedContentLength }
        var length = 0
        for index in text.indices {
            guard CharacterClass.isDigit(text[index]) else { throw .malformedContentLength }
            let (product, isTooLarge) = length.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(Int(text[index] - UInt8(ascii: "0")))
            guard !isTooLarge, !isLarger else { throw .contentLengthTooLarge }
            length = sum
        }
        return length
    }
}
