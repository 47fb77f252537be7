// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

/// What a head may be in HTTP/2, at its edges.
struct StreamHeadTests {
    private func status(_ fields: [(String, String)], _ limits: Limits = Limits()) throws -> String? {
        let bench = try SessionBench(limits)
        try bench.feed(Frame.headers(1, fields))
        let reply = bench.reply(1)
        // What breaks the rules of HTTP/2 itself is no request, and answered by a reset: RFC 9113 §8.1.1.
        return reply.reset == 1 ? "reset" : reply.status
    }

    @Test(arguments: [(-1, "200"), (0, "200"), (1, "431")])
    func `a head may be as long as its limit`(_ more: Int, _ expected: String) throws {
        // Method 7+3, scheme 7+5, path 5+2, authority 10+1, x 1, and 32 for each of the five: 201.
        var limits = Limits()
        limits.head = 1000
        let value = String(repeating: "v", count: 1000 - 201 + more)
        #expect(try status(Frame.request("GET", "/a") + [("x", value)], limits) == expected)
    }

    @Test(arguments: [(63, "200"), (64, "200"), (65, "431")])
    func `a head may have as many fields as its limit`(_ count: Int, _ expected: String) throws {
        #expect(
            try status(Frame.request("GET", "/a") + [(String, String)](repeating: ("x", "y"), count: count)) == expected
        )
    }

    @Test(arguments: [(8191, "200"), (8192, "200"), (8193, "414")])
    func `a path may be as long as a request line`(_ count: Int, _ expected: String) throws {
        #expect(try status(Frame.request("GET", "/" + String(repeating: "a", count: count - 1))) == expected)
    }

    static let heads: [(name: String, fields: [(String, String)], expected: String)] = [
        ("a host beside its authority", Frame.request("GET", "/a") + [("host", "X")], "200"),
        ("another host", Frame.request("GET", "/a") + [("host", "y")], "400"),
        ("a host alone", [(":method", "GET"), (":scheme", "https"), (":path", "/a"), ("host", "y")], "200"),
        ("no host", [(":method", "GET"), (":scheme", "https"), (":path", "/a")], "reset"),
        ("user information", [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "u@x")], "400"),
        ("two hosts in one", [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "x,y")], "400"),
        (
            "a path without a slash", [(":method", "GET"), (":scheme", "https"), (":path", "a"), (":authority", "x")],
            "reset"
        ),
        ("a fragment", Frame.request("GET", "/a#b"), "400"),
        ("two credentials", Frame.request("GET", "/a") + [("authorization", "a"), ("authorization", "a")], "400"),
        ("two tokens", Frame.request("GET", "/a") + [("x-seal-token", "a"), ("x-seal-token", "a")], "400"),
        ("an encoded body", Frame.request("GET", "/a") + [("content-encoding", "gzip")], "415"),
        ("an expectation", Frame.request("GET", "/a") + [("expect", "miracles")], "417"),
        ("a connection's field", Frame.request("GET", "/a") + [("connection", "close")], "reset"),
        ("an encoding of HTTP/1.1", Frame.request("GET", "/a") + [("transfer-encoding", "chunked")], "reset"),
        ("capitals", Frame.request("GET", "/a") + [("X-A", "b")], "reset"),
        ("a line's end in a value", Frame.request("GET", "/a") + [("x", "a\r\nb: c")], "reset"),
        ("a NUL in a value", Frame.request("GET", "/a") + [("x", "a\0b")], "reset"),
        ("a colon in a name", Frame.request("GET", "/a") + [("a:b", "c")], "reset"),
        ("a pseudo-field behind others", [("x", "y")] + Frame.request("GET", "/a"), "reset"),
        ("an unknown pseudo-field", Frame.request("GET", "/a") + [(":x", "y")], "reset"),
        ("two paths", Frame.request("GET", "/a") + [(":path", "/b")], "reset"),
        ("no path", [(":method", "GET"), (":scheme", "https"), (":authority", "x")], "reset"),
        ("two lengths", Frame.request("GET", "/a") + [("content-length", "0"), ("content-length", "0")], "reset"),
        ("a length that is none", Frame.request("GET", "/a") + [("content-length", "+1")], "reset"),
    ]

    @Test(arguments: heads.indices) func `a head is taken or refused`(_ index: Int) throws {
        let head = Self.heads[index]
        #expect(try status(head.fields) == head.expected, "\(head.name)")
    }

    @Test func `a body must be as long as was said`() throws {
        for (said, sent, expected) in [("5", 5, nil), ("5", 4, 1), ("5", 6, 1)] as [(String, Int, UInt32?)] {
            let bench = try SessionBench()
            let bytes = [UInt8](repeating: 0x62, count: sent)
            try bench.feed(Frame.post(1, "/a", [("content-length", said)]), Frame.data(1, bytes))
            #expect(bench.reply(1).reset == expected)
            #expect(bench.requests.count == (expected == nil ? 1 : 0))
        }
    }

    // An attacker writes one long field once, and then a byte for each time that it is to be read again.
    @Test func `a head that is decompressed to many times its limit ends the connection`() throws {
        let long = Frame.block([("x", String(repeating: "v", count: 3000))])
        // The same with indexing, RFC 7541 §6.2.1, then dynamic index 62 over and over.
        let first = Frame.block(Frame.request("GET", "/a")) + [0x40] + long.dropFirst()
        func bomb(_ times: Int) -> Frame {
            Frame(type: 1, flags: 5, stream: 1, payload: first + [UInt8](repeating: 0xBE, count: times))
        }
        // 16 KiB are 5 of them, 64 KiB are 21 of 3,033 bytes.
        for (times, expected) in [(3, "200"), (10, "431")] {
            let bench = try SessionBench()
            try bench.feed(bomb(times))
            #expect(bench.reply(1).status == expected)
            #expect(bench.reader.farewells.isEmpty)
        }
        let bench = try SessionBench()
        try bench.feed(bomb(10_000))
        #expect(bench.reader.farewells.map(\.code) == [0xB])
        #expect(bench.offences == [.headerBytes: 1])
        #expect(bench.session.isOver && bench.session.reason == .flood)
    }
}
