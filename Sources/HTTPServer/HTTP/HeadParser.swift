// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What a look at the bytes so far gave.
enum HeadStep: Equatable {
    case incomplete
    case complete(RequestHead, length: Int)
    case refused(HeadRefusal)
}

/// Reads a request's head, line by line, as its bytes come.
///
/// It is given all bytes since the request's first at each call, and looks at each of them once: what it knows
/// of the lines before is kept, so that a head that drips in costs no more than one that comes whole. Two
/// readings of one message are how requests are smuggled; wherever RFC 9112 lets a recipient be lenient, this
/// one refuses.
struct HeadParser {
    private let limits: HeadLimits
    private var head = RequestHead()
    private var lineStart = 0
    private var searched = 0
    private var fieldCount = 0
    private var fields = HeadFields()
    private var authority: Range<Int>?
    private var isChunked = false
    private var isRequestLineRead = false
    private var hasEmptyLine = false

    init(limits: HeadLimits) { self.limits = limits }

    /// Forgets all, for the next request.
    mutating func reset() { self = HeadParser(limits: limits) }

    /// Goes on reading; `bytes` begins with the request's first byte.
    mutating func parse(_ bytes: Span<UInt8>) -> HeadStep {
        do throws(HeadRefusal) {
            while let end = try nextLineEnd(bytes) {
                let line = lineStart..<end - 1
                lineStart = end + 1
                if line.isEmpty {
                    guard try finishOrSkip(bytes) else { continue }
                    return .complete(head, length: lineStart)
                }
                if isRequestLineRead {
                    try readField(bytes, line)
                } else {
                    try readRequestLine(bytes, line)
                }
            }
            return .incomplete
        } catch {
            return .refused(error)
        }
    }

    /// Where the next line feed stands; `nil` if it has not come.
    private mutating func nextLineEnd(_ bytes: Span<UInt8>) throws(HeadRefusal) -> Int? {
        let visible = min(bytes.count, limits.total)
        let from = searched
        let found: Int? = unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, from < visible,
                let place = unsafe memchr(base + from, 0x0A, visible - from)
            else { return nil }
            return unsafe UnsafeRawPointer(place) - UnsafeRawPointer(base)
        }
        guard let end = found else {
            searched = visible
            if !isRequestLineRead, visible - lineStart > limits.requestLine + 1 { throw .requestLineTooLong }
            guard bytes.count < limits.total else { throw .headTooLarge }
            // Something that cannot become a request, a TLS hello for one, is not waited for.
            if !isRequestLineRead, visible > lineStart, bytes[lineStart] != 0x0D,
                !CharacterClass.isToken(bytes[lineStart])
            {
                throw .malformedRequestLine
            }
            return nil
        }
        searched = end + 1
        guard end > lineStart, bytes[end - 1] == 0x0D else { throw .bareLineFeed }
        if !isRequestLineRead, end - 1 - lineStart > limits.requestLine { throw .requestLineTooLong }
        return end
    }

    /// An empty line ends the head; before the request line, one is forgiven (RFC 9112 §2.2).
    private mutating func finishOrSkip(_ bytes: Span<UInt8>) throws(HeadRefusal) -> Bool {
        guard isRequestLineRead else {
            guard !hasEmptyLine else { throw .emptyLines }
            hasEmptyLine = true
            return false
        }
        try finish(bytes)
        return true
    }

    // MARK: The request line, RFC 9112 §3

    private mutating func readRequestLine(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(HeadRefusal) {
        var index = line.lowerBound
        while index < line.upperBound, CharacterClass.isToken(bytes[index]) { index += 1 }
        let method = line.lowerBound..<index
        guard !method.isEmpty, index < line.upperBound, bytes[index] == 0x20 else { throw .malformedRequestLine }
        let target = index + 1
        index = target
        while index < line.upperBound, CharacterClass.isTarget(bytes[index]) { index += 1 }
        guard index > target, index < line.upperBound else { throw .malformedTarget }
        guard bytes[index] == 0x20 else { throw .malformedTarget }
        head.method = Method(name: bytes.extracting(method))
        try readVersion(bytes.extracting(index + 1..<line.upperBound))
        try readTarget(bytes, target..<index)
        isRequestLineRead = true
    }

    private mutating func readVersion(_ text: Span<UInt8>) throws(HeadRefusal) {
        guard text.count == 8, CharacterClass.equalsIgnoringCase(text.extracting(1..<5), "ttp/"),
            text[0] == UInt8(ascii: "H"), text[1] == UInt8(ascii: "T"), text[2] == UInt8(ascii: "T"),
            text[3] == UInt8(ascii: "P"), CharacterClass.isDigit(text[5]), text[6] == UInt8(ascii: "."),
            CharacterClass.isDigit(text[7])
        else { throw .malformedVersion }
        guard text[5] == UInt8(ascii: "1"), text[7] <= UInt8(ascii: "1") else { throw .unsupportedVersion }
        head.isVersion10 = text[7] == UInt8(ascii: "0")
        head.keepsAlive = !head.isVersion10
    }

    private mutating func readTarget(_ bytes: Span<UInt8>, _ target: Range<Int>) throws(HeadRefusal) {
        var path = target
        if bytes[target.lowerBound] == UInt8(ascii: "/") {
            // origin-form
        } else if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*"), head.method == .options {
            // asterisk-form
        } else if let scheme = Self.schemeLength(bytes.extracting(target)) {
            var end = target.lowerBound + scheme
            while end < target.upperBound, CharacterClass.isAuthority(bytes[end]) { end += 1 }
            let authority = target.lowerBound + scheme..<end
            guard !authority.isEmpty else { throw .malformedTarget }
            guard end == target.upperBound || bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: "?")
            else { throw .malformedTarget }
            self.authority = authority
            path = end..<target.upperBound
        } else {
            // authority-form is CONNECT's, which is never served; all else is no target.
            guard head.method == .connect else { throw .malformedTarget }
        }
        head.setTarget(bytes, path)
    }

    private static func schemeLength(_ target: Span<UInt8>) -> Int? {
        if target.count > 7, CharacterClass.equalsIgnoringCase(target.extracting(0..<7), "http://") { return 7 }
        if target.count > 8, CharacterClass.equalsIgnoringCase(target.extracting(0..<8), "https://") { return 8 }
        return nil
    }

    // MARK: Fields, RFC 9112 §5

    private mutating func readField(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(HeadRefusal) {
        fieldCount += 1
        guard fieldCount <= limits.fields else { throw .tooManyFields }
        let first = bytes[line.lowerBound]
        guard first != 0x20, first != 0x09 else { throw .foldedField }
        var colon = line.lowerBound
        while colon < line.upperBound, CharacterClass.isToken(bytes[colon]) { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") else {
            throw .malformedFieldName
        }
        for index in colon + 1..<line.upperBound {
            let byte = bytes[index]
            guard CharacterClass.isValue(byte) else {
                throw byte == 0x0D ? .bareCarriageReturn : .controlCharacter
            }
        }
        var start = colon + 1
        var end = line.upperBound
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        try take(bytes, bytes.extracting(line.lowerBound..<colon), start..<end)
    }

    private mutating func take(
        _ bytes: Span<UInt8>, _ name: Span<UInt8>, _ value: Range<Int>
    ) throws(HeadRefusal) {
        if let field = FieldName(name) { return try self.fields.take(field, bytes, value) }
        switch name.count {
        case 10 where CharacterClass.equalsIgnoringCase(name, "connection"):
            readConnection(bytes.extracting(value))
        case 17 where CharacterClass.equalsIgnoringCase(name, "transfer-encoding"):
            guard !isChunked else { throw .repeatedTransferEncoding }
            guard CharacterClass.equalsIgnoringCase(bytes.extracting(value), "chunked") else {
                throw .unknownTransferEncoding
            }
            isChunked = true
        default: break
        }
    }

    /// A list of tokens, of which two matter.
    private mutating func readConnection(_ list: Span<UInt8>) {
        var start = 0
        while start <= list.count {
            var end = start
            while end < list.count, list[end] != UInt8(ascii: ",") { end += 1 }
            var (first, last) = (start, end)
            while first < last, list[first] == 0x20 || list[first] == 0x09 { first += 1 }
            while last > first, list[last - 1] == 0x20 || list[last - 1] == 0x09 { last -= 1 }
            let option = list.extracting(first..<last)
            if CharacterClass.equalsIgnoringCase(option, "close") {
                isClosing = true
            } else if CharacterClass.equalsIgnoringCase(option, "keep-alive") {
                isKeeping = true
            }
            start = end + 1
        }
    }

    private var isClosing = false
    private var isKeeping = false

    // MARK: The end

    private mutating func finish(_ bytes: Span<UInt8>) throws(HeadRefusal) {
        fields.apply(to: &head)
        if let host = fields.host {
            if let authority, !HeadFields.isSame(bytes.extracting(host), bytes.extracting(authority)) {
                throw .hostMismatch
            }
            if host.isEmpty, authority != nil { throw .hostMismatch }
        } else if !head.isVersion10 {
            throw .missingHost
        }
        if isChunked {
            // RFC 9112 §6.1: both together are an attack or an error.
            guard fields.contentLength == nil else { throw .ambiguousFraming }
            guard !head.isVersion10 else { throw .transferEncodingInVersion10 }
            head.framing = .chunked
        } else if let contentLength = fields.contentLength {
            head.framing = contentLength == 0 ? .none : .length(contentLength)
        }
        // `close` wins over `keep-alive` wherever both stand.
        head.keepsAlive = !isClosing && (!head.isVersion10 || isKeeping)
        // A client of HTTP/1.0 does not understand 100: RFC 9110 §10.1.1.
        if head.isVersion10 { head.expectsContinue = false }
    }
}
