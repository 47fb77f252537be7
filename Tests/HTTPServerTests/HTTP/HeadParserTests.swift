// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

/// Heads as they are, and as attackers write them.
struct HeadParserTests {
    /// A head and the verdict that it deserves.
    struct Refused: CustomTestStringConvertible {
        let name: String
        let text: String
        let expect: HeadRefusal
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ expect: HeadRefusal) {
            (self.name, self.text, self.expect) = (name, text, expect)
        }

        /// A request with one more field.
        static func field(_ field: String, _ expect: HeadRefusal) -> Refused {
            Refused(field.debugDescription, "POST / HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n", expect)
        }

        /// A request with this line.
        static func line(_ line: String, _ expect: HeadRefusal) -> Refused {
            Refused(line.debugDescription, "\(line)\r\nHost: x\r\n\r\n", expect)
        }
    }

    static let refused: [Refused] = lines + versions + targets + fields + hosts + lengths + encodings + limits

    // RFC 9112 §2.2, §3
    static let lines: [Refused] = [
        Refused("bare line feed", "GET / HTTP/1.1\nHost: x\r\n\r\n", .bareLineFeed),
        Refused("bare line feed in a field", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", .bareLineFeed),
        Refused("bare line feed at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n", .bareLineFeed),
        Refused("a line feed first", "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", .bareLineFeed),
        Refused("two empty lines", "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", .emptyLines),
        Refused("a TLS hello", "\u{16}\u{3}\u{1}\u{2}", .malformedRequestLine),
        Refused("a space first", " GET / HTTP/1.1\r\nHost: x\r\n\r\n", .malformedRequestLine),
        .line("GET", .malformedRequestLine), .line("GET\t/ HTTP/1.1", .malformedRequestLine),
        .line("G(T / HTTP/1.1", .malformedRequestLine), .line("GÉT / HTTP/1.1", .malformedRequestLine),
        .line("GET  / HTTP/1.1", .malformedTarget), .line("GET /", .malformedTarget),
        .line("GET / ", .malformedVersion), .line("GET /  HTTP/1.1", .malformedVersion),
        .line("GET / HTTP/1.1 ", .malformedVersion), .line("GET /\tHTTP/1.1", .malformedTarget),
        .line("GET / HTTP/1.1\r", .malformedVersion), .line("GET /\r/ HTTP/1.1", .malformedTarget),
        .line("GET /\u{0} HTTP/1.1", .malformedTarget),
    ]

    // RFC 9112 §2.3
    static let versions: [Refused] = [
        .line("GET / HTTP/0.9", .unsupportedVersion), .line("GET / HTTP/1.2", .unsupportedVersion),
        .line("GET / HTTP/2.0", .unsupportedVersion), .line("GET / HTTP/9.9", .unsupportedVersion),
        Refused("an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
        .line("GET / http/1.1", .malformedVersion), .line("GET / HTTP/1", .malformedVersion),
        .line("GET / HTTP/1.10", .malformedVersion), .line("GET / HTTP/01.1", .malformedVersion),
        .line("GET / HTTP/1,1", .malformedVersion), .line("GET / HTTPS/1.1", .malformedVersion),
        .line("GET / ICY/1.1", .malformedVersion), .line("GET / HTTP/a.b", .malformedVersion),
    ]

    // RFC 9112 §3.2, RFC 3986
    static let targets: [Refused] = [
        .line("GET /a#b HTTP/1.1", .malformedTarget), .line("GET /\u{7F} HTTP/1.1", .malformedTarget),
        .line("GET /é HTTP/1.1", .malformedTarget), .line("GET /a\\b HTTP/1.1", .malformedTarget),
        .line("GET /<a> HTTP/1.1", .malformedTarget), .line("GET /\"a\" HTTP/1.1", .malformedTarget),
        .line("GET /{a} HTTP/1.1", .malformedTarget), .line("GET a HTTP/1.1", .malformedTarget),
        .line("GET * HTTP/1.1", .malformedTarget), .line("GET x:1 HTTP/1.1", .malformedTarget),
        .line("GET ?a HTTP/1.1", .malformedTarget), .line("GET http:// HTTP/1.1", .malformedTarget),
        .line("GET http:///a HTTP/1.1", .malformedTarget), .line("GET http://u@x/ HTTP/1.1", .malformedTarget),
        .line("GET ftp://x/ HTTP/1.1", .malformedTarget), .line("OPTIONS ** HTTP/1.1", .malformedTarget),
        .line("GET http://y/ HTTP/1.1", .hostMismatch), .line("GET https://x:443/ HTTP/1.1", .hostMismatch),
        Refused("absolute, empty Host", "GET http://x/ HTTP/1.1\r\nHost:\r\n\r\n", .hostMismatch),
    ]

    // RFC 9112 §5, RFC 9110 §5.5
    static let fields: [Refused] = [
        .field(" A: b", .foldedField), .field("\tA: b", .foldedField), .field("A: b\r\n c", .foldedField),
        .field("A : b", .malformedFieldName), .field("A\t: b", .malformedFieldName), .field("A", .malformedFieldName),
        .field(": b", .malformedFieldName), .field("A b: c", .malformedFieldName), .field("A(: b", .malformedFieldName),
        .field("É: b", .malformedFieldName), .field("\u{0}A: b", .malformedFieldName),
        .field("A\u{0}: b", .malformedFieldName),
        .field("A: b\u{0}", .controlCharacter), .field("A: \u{1}b", .controlCharacter),
        .field("A: \u{B}b", .controlCharacter),
        .field("A: b\u{7F}", .controlCharacter), .field("A: b\u{1B}[31m", .controlCharacter),
        .field("A: b\rC: d", .bareCarriageReturn), .field("A: \r b", .bareCarriageReturn),
        .field("Expect: 200-ok", .unknownExpectation), .field("Expect:", .unknownExpectation),
        .field("Expect: 100-continue, x", .unknownExpectation), .field("Content-Encoding: gzip", .encodedContent),
        .field("Content-Encoding: identity, gzip", .encodedContent),
        .field("Authorization: a\r\nauthorization: a", .repeatedCredentials),
        .field("X-Seal-Token: a\r\nx-seal-token: b", .repeatedCredentials),
    ]

    // RFC 9112 §3.2
    static let hosts: [Refused] =
        [
            Refused("no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", .missingHost),
            Refused("no field at all", "GET / HTTP/1.1\r\n\r\n", .missingHost),
            .field("Host: x", .repeatedHost), .field("hOST: y", .repeatedHost),
        ]
        + ["a b", "a,b", "u@x", "x/y", "x?y", "x#y", "x\\y", "x\ty", "é", "<x>"].map {
            Refused("Host: \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", .malformedHost)
        }

    // RFC 9112 §6.3: two readings of a length are how requests are smuggled.
    static let lengths: [Refused] =
        [
            "", "+5", "-5", "5 5", "5,5", "5, 5", "0x5", "5a", "a5", "1e2", "5.0", "\"5\"", "٥", "5\u{A0}", "_5", "5;",
        ].map { .field("Content-Length: \($0)", .malformedContentLength) } + [
            .field("Content-Length: 5\r\nContent-Length: 5", .repeatedContentLength),
            .field("Content-Length: 5\r\nContent-Length: 6", .repeatedContentLength),
            .field("Content-Length: 5\r\ncontent-length: 5", .repeatedContentLength),
            .field("Content-Length: 0\r\nContent-Length: 0", .repeatedContentLength),
            .field("Content-Length: 9223372036854775808", .contentLengthTooLarge),
            .field("Content-Length: 99999999999999999999999999", .contentLengthTooLarge),
            .field("Content-Length : 5", .malformedFieldName), .field("Content-Length\u{0}: 5", .malformedFieldName),
            .field("Content-Length: 5\u{B}", .controlCharacter), .field("Content-Length: 5\r\n 6", .foldedField),
        ]

    // RFC 9112 §6.1, §7: all the ways to hide a transfer coding from one of two readers.
    static let encodings: [Refused] =
        [
            .field("Content-Length: 5\r\nTransfer-Encoding: chunked", .ambiguousFraming),
            .field("Transfer-Encoding: chunked\r\nContent-Length: 5", .ambiguousFraming),
            .field("Transfer-Encoding: chunked\r\nContent-Length: 0", .ambiguousFraming),
            .field("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .repeatedTransferEncoding),
            .field("Transfer-Encoding: chunked\r\nTransfer-encoding: identity", .repeatedTransferEncoding),
            .field("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", .unknownTransferEncoding),
            .field("Transfer-Encoding : chunked", .malformedFieldName),
            .field("Transfer-Encoding\t: chunked", .malformedFieldName),
            .field(" Transfer-Encoding: chunked", .foldedField),
            .field("X: y\r\n Transfer-Encoding: chunked", .foldedField),
            .field("X: y\rTransfer-Encoding: chunked", .bareCarriageReturn),
            .field("X: y\nTransfer-Encoding: chunked", .bareLineFeed),
            .field("Transfer-Encoding: \u{B}chunked", .controlCharacter),
            .field("Transfer-Encoding: chunked\u{0}", .controlCharacter),
            .field("Transfer-Encoding:\r\n chunked", .unknownTransferEncoding),
            Refused(
                "chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                .transferEncodingInVersion10),
        ]
        + [
            "", "xchunked", "chunked, identity", "identity, chunked", "chunked, chunked", "chunked;q=1", "\"chunked\"",
            "'chunked'", "gzip", "gzip, chunked", "chunked,", ",chunked", "chunk", "chunkedx", "cow",
        ].map { .field("Transfer-Encoding: \($0)", .unknownTransferEncoding) }

    static let limits: [Refused] = [
        Refused("a line one too long", line(8193), .requestLineTooLong),
        Refused("a line without end", "GET /" + String(repeating: "a", count: 9000), .requestLineTooLong),
        Refused("a head one too long", head(16_385), .headTooLarge),
        Refused("a head without end", String(head(20_000).prefix(17_000)), .headTooLarge),
        Refused("a field too many", fields(65), .tooManyFields),
    ]

    /// A head whose request line has so many bytes.
    static func line(_ count: Int) -> String {
        "GET /" + String(repeating: "a", count: count - 14) + " HTTP/1.1\r\nHost: x\r\n\r\n"
    }

    /// A head of so many bytes.
    static func head(_ count: Int) -> String {
        let start = "GET / HTTP/1.1\r\nHost: x\r\nA: "
        return start + String(repeating: "b", count: count - start.utf8.count - 4) + "\r\n\r\n"
    }

    /// A head with so many fields.
    static func fields(_ count: Int) -> String {
        "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: count - 1) + "\r\n"
    }

    private func parse(_ text: String) -> HeadStep { parse(Array(text.utf8)) }

    private func parse(_ bytes: [UInt8]) -> HeadStep {
        var parser = HeadParser(limits: HeadLimits())
        return parser.parse(bytes.span)
    }

    @Test(arguments: refused) func `refuses`(_ vector: Refused) {
        let verdict = parse(vector.text)
        #expect(verdict == .refused(vector.expect))
    }

    @Test(arguments: refused) func `refuses whatever is split, with the same code`(_ vector: Refused) {
        let bytes = Array(vector.text.utf8)
        var parser = HeadParser(limits: HeadLimits())
        var verdict = HeadStep.incomplete
        for count in 0...bytes.count {
            verdict = parser.parse(bytes.span.extracting(0..<count))
            if verdict != .incomplete { break }
        }
        #expect(verdict == .refused(vector.expect))
    }

    @Test func `every refusal is reached, and has a status of its own kind`() {
        #expect(Set(Self.refused.map(\.expect)) == Set(HeadRefusal.allCases))
        for refusal in HeadRefusal.allCases { #expect((400...505).contains(refusal.status.rawValue)) }
    }

    /// A head with what must be read from it.
    struct Accepted: CustomTestStringConvertible {
        let text: String
        var method = Method.get
        var path = "/"
        var query = ""
        var framing = RequestHead.Framing.none
        var keepsAlive = true
        var expectsContinue = false
        var testDescription: String { text.debugDescription }
    }

    static let accepted: [Accepted] =
        [
            Accepted(text: "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
            Accepted(text: "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
            Accepted(text: "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
            Accepted(text: "GET / HTTP/1.1\r\nHost: [::1]:8443\r\n\r\n"),
            Accepted(text: "GET / HTTP/1.1\r\nHost: x\r\nEmpty:\r\nTabbed:\t v\t\r\nHigh: \u{FC}\r\n\r\n"),
            Accepted(
                text: "GET /a/%2e%2e/b?c=d?e&f HTTP/1.1\r\nHost: x\r\n\r\n", path: "/a/%2e%2e/b", query: "c=d?e&f"),
            Accepted(text: "GET /? HTTP/1.1\r\nHost: x\r\n\r\n", path: "/", query: ""),
            Accepted(text: "GET http://X.y/a?b HTTP/1.1\r\nHost: x.Y\r\n\r\n", path: "/a", query: "b"),
            Accepted(text: "GET https://x HTTP/1.1\r\nHost: x\r\n\r\n", path: ""),
            Accepted(text: "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", method: .options, path: "*"),
            Accepted(text: "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", method: .connect, path: "x:1"),
            Accepted(text: "get / HTTP/1.1\r\nHost: x\r\n\r\n", method: .unknown),
            Accepted(text: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", method: .post),
            Accepted(
                text: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:  007 \r\n\r\n", method: .post, framing: .length(7)),
            Accepted(
                text: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\n", method: .post,
                framing: .length(.max)),
            Accepted(
                text: "POST / HTTP/1.1\r\nHost: x\r\ntransfer-ENCODING: Chunked\r\n\r\n", method: .post,
                framing: .chunked),
            Accepted(
                text: "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n", method: .put,
                framing: .length(1), expectsContinue: true),
            Accepted(text: "GET / HTTP/1.0\r\n\r\n", keepsAlive: false),
            Accepted(text: "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\nExpect: 100-continue\r\n\r\n"),
            Accepted(text: "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", keepsAlive: false),
            Accepted(text: "GET / HTTP/1.1\r\nHost: x\r\nConnection: CLOSE\r\n\r\n", keepsAlive: false),
            Accepted(text: "GET / HTTP/1.1\r\nHost: x\r\nConnection: a, ,\tclose ,b\r\n\r\n", keepsAlive: false),
            Accepted(text: "GET / HTTP/1.1\r\nHost: x\r\nConnection: closed\r\n\r\n"),
            Accepted(
                text: "GET / HTTP/1.1\r\nHost: x\r\nConnection: x\r\nConnection: close\r\n\r\n", keepsAlive: false),
            Accepted(text: "GET / HTTP/1.1\r\nHost: x\r\nContent-Encoding: identity\r\n\r\n"),
        ]
        + ["HEAD", "POST", "PUT", "DELETE", "TRACE", "PATCH", "OPTIONS"].map { name in
            Accepted(
                text: "\(name) / HTTP/1.1\r\nHost: x\r\n\r\n",
                method: [
                    "HEAD": .head, "POST": .post, "PUT": .put, "DELETE": .delete, "TRACE": .trace, "PATCH": .patch,
                    "OPTIONS": .options,
                ][name] ?? .unknown)
        }

    @Test(arguments: accepted) func `reads`(_ vector: Accepted) throws {
        let bytes = Array((vector.text + "next").utf8)
        let verdict = parse(bytes)
        guard case .complete(let head, let length) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(length == bytes.count - 4)
        #expect(head.method == vector.method)
        #expect(String(decoding: bytes[head.path], as: UTF8.self) == vector.path)
        #expect(String(decoding: bytes[head.query], as: UTF8.self) == vector.query)
        #expect(head.framing == vector.framing)
        #expect(head.keepsAlive == vector.keepsAlive)
        #expect(head.expectsContinue == vector.expectsContinue)
    }

    @Test(arguments: accepted) func `reads the same at every prefix`(_ vector: Accepted) {
        let bytes = Array(vector.text.utf8)
        let whole = parse(bytes)
        var dripped = HeadParser(limits: HeadLimits())
        for count in 0...bytes.count {
            let step = dripped.parse(bytes.span.extracting(0..<count))
            let fresh = parse(Array(bytes[..<count]))
            #expect(step == fresh)
            #expect(count < bytes.count ? step == .incomplete : step == whole)
        }
    }

    @Test func `reads up to its limits`() {
        for text in [
            Self.line(8191), Self.line(8192), Self.head(16_383), Self.head(16_384), Self.fields(63), Self.fields(64),
        ] {
            guard case .complete(_, let length) = parse(text) else {
                Issue.record("refused a head of \(text.utf8.count) bytes")
                continue
            }
            #expect(length == text.utf8.count)
        }
    }

    @Test func `finds the tokens that may stand in fields`() throws {
        let bytes = Array(
            "GET / HTTP/1.1\r\nHost: x\r\nAuthorization:  Bearer abc \r\nX-Seal-Token: seal_1\r\n\r\n".utf8)
        guard case .complete(let head, _) = parse(bytes) else {
            Issue.record("refused")
            return
        }
        let authorization = try #require(head.authorization)
        let sealToken = try #require(head.sealToken)
        #expect(String(decoding: bytes[authorization], as: UTF8.self) == "Bearer abc")
        #expect(String(decoding: bytes[sealToken], as: UTF8.self) == "seal_1")
    }

    @Test func `forgets one request for the next`() {
        var parser = HeadParser(limits: HeadLimits())
        let first = Array("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\n".utf8)
        _ = parser.parse(first.span)
        parser.reset()
        let second = Array("GET /b HTTP/1.1\r\nHost: y\r\n\r\n".utf8)
        let verdict = parser.parse(second.span)
        let fresh = parse(second)
        #expect(verdict == fresh)
    }
}
