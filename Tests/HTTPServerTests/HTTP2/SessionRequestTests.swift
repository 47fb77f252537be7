// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

/// What a peer asks over HTTP/2, and what it is answered: RFC 9113.
struct SessionRequestTests {
    private static let body = Array("hello".utf8)

    @Test func `greets with its settings`() throws {
        let bench = try SessionBench(greets: false)
        try bench.drain()
        let first = try #require(bench.reader.frames.first)
        // Streams 256, window 256 KiB, head 16 KiB, no priorities: RFC 9113 §6.5.1.
        #expect(
            first
                == Frame(
                    type: 4,
                    payload: [
                        0, 3, 0, 0, 1, 0, 0, 4, 0, 4, 0, 0, 0, 6, 0, 0, 0x40, 0, 0, 9, 0, 0, 0, 1,
                    ]))
        // The connection's window grows from 65,535 to 1 MiB.
        #expect(bench.reader.frames.last == Frame.window(0, 1_048_576 - 65_535))
    }

    @Test func `answers a request`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.post(1, "/a?b=c", [("authorization", "Bearer t")]), Frame.data(1, Self.body))
        let reply = bench.reply(1)
        #expect(reply.status == "200")
        #expect(reply.text == "/a|b=c|x|Bearer t|hello|false")
        #expect(reply.fields["content-length"] == "29")
        #expect(reply.fields["content-type"] == "text/plain")
        #expect(reply.fields["date"]?.hasSuffix(" GMT") == true)
        #expect(reply.fields.count == 4)
        #expect(reply.isEnded && reply.reset == nil)
        #expect(bench.ends == [.answered: 1])
        #expect(bench.session.streams.count == 0)
    }

    @Test func `understands a request at every split`() throws {
        let whole =
            Frame.preface + Frame.settings().bytes + Frame.post(1, "/a").bytes
            + Frame.data(1, [0x61], ends: false).bytes + Frame.data(1, Self.body).bytes
        for split in 0...whole.count {
            let bench = try SessionBench(greets: false)
            try bench.feed(Array(whole[..<split]))
            try bench.feed(Array(whole[split...]))
            #expect(bench.reply(1).text == "/a||x||ahello|false", "split at \(split)")
        }
        let bench = try SessionBench(greets: false)
        for byte in whole { try bench.feed([byte]) }
        #expect(bench.reply(1).text == "/a||x||ahello|false")
    }

    @Test func `answers many streams of one read in order, and keeps them apart`() throws {
        let bench = try SessionBench()
        let ids = (0..<100).map { UInt32($0 * 2 + 1) }
        let heads = ids.flatMap { Frame.post($0, "/\($0)").bytes }
        let bodies = ids.reversed().flatMap { Frame.data($0, Array("b\($0)".utf8)).bytes }
        try bench.feed(heads + bodies)
        for id in ids { #expect(bench.reply(id).text == "/\(id)||x||b\(id)|false") }
        #expect(bench.requests == ids.reversed().map { "/\($0)" })
        #expect(bench.ends == [.answered: 100])
    }

    @Test func `a HEAD has the length of GET and no body`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.headers(1, Frame.request("HEAD", "/a")), Frame.get(3, "/a"))
        #expect(bench.reply(1).fields["content-length"] == bench.reply(3).fields["content-length"])
        #expect(bench.reply(1).body.isEmpty && bench.reply(1).isEnded)
    }

    @Test func `a handler's own fields are written in lower case`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/fields"))
        let reply = bench.reply(1)
        #expect(reply.status == "405")
        #expect(reply.fields["allow"] == "GET, HEAD")
        #expect(reply.fields["x-one"] == "1")
        #expect(reply.fields["retry-after"] == "7")
        #expect(reply.isEnded)
    }

    @Test(arguments: [1023, 1024, 1025, 2047, 2048]) func `keeps or drops a body by its size`(_ size: Int) throws {
        for length in [nil, size] {
            let bench = try SessionBench()
            let fields = length.map { [("content-length", "\($0)")] } ?? []
            let bytes = [UInt8](repeating: 0x62, count: size)
            try bench.feed(Frame.post(1, "/a", fields), Frame.data(1, bytes))
            let kept = size <= 1024 ? String(repeating: "b", count: size) : ""
            #expect(bench.reply(1).text == "/a||x||\(kept)|\(size > 1024)")
        }
    }

    @Test func `refuses a body that is too long, said or sent, and goes on`() throws {
        let bench = try SessionBench()
        let bytes = [UInt8](repeating: 0x62, count: 2049)
        try bench.feed(Frame.post(1, "/a", [("content-length", "2049")]))
        try bench.feed(Frame.post(3, "/a"), Frame.data(3, bytes, ends: false))
        for id in [UInt32(1), 3] {
            #expect(bench.reply(id).status == "413")
            // The rest is of no use: NO_ERROR.
            #expect(bench.reply(id).reset == 0)
        }
        try bench.feed(Frame.get(5, "/a"))
        #expect(bench.reply(5).status == "200")
        #expect(bench.session.streams.count == 0 && bench.memory == 1 << 20)
    }

    @Test func `a refused path does not wait for its body, and what still comes of it is forgotten`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.post(1, "/refused"))
        #expect(bench.reply(1).status == "404" && bench.reply(1).reset == 0)
        try bench.feed(Frame.data(1, Self.body), Frame.get(3, "/a"))
        #expect(bench.reply(3).status == "200")
        #expect(bench.requests == ["/a"])
    }

    @Test(arguments: [("BREW", "501"), ("CONNECT", "501"), ("TRACE", "501"), ("PUT", "200"), ("OPTIONS", "200")])
    func `answers a method`(_ method: String, _ status: String) throws {
        let bench = try SessionBench()
        let fields =
            method == "CONNECT" ? [(":method", "CONNECT"), (":authority", "x")] : Frame.request(method, "/a")
        try bench.feed(Frame.headers(1, fields))
        #expect(bench.reply(1).status == status)
    }

    @Test func `fields behind a body end it, and mean nothing`() throws {
        let bench = try SessionBench()
        try bench.feed(
            Frame.post(1, "/a"), Frame.data(1, Self.body, ends: false),
            Frame.headers(1, [("authorization", "Bearer t")]))
        #expect(bench.reply(1).text == "/a||x||hello|false")
    }

    @Test func `tells a peer to go on that waits for it`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.post(1, "/a", [("expect", "100-continue")]))
        #expect(bench.reply(1).interim == ["100"] && !bench.reply(1).isEnded)
        try bench.feed(Frame.data(1, Self.body))
        #expect(bench.reply(1).text == "/a||x||hello|false")
    }

    @Test func `late answers go to the streams that asked, in any order`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/kept"), Frame.get(3, "/kept"), Frame.get(5, "/a"))
        #expect(bench.reply(5).isEnded && bench.reply(1).status == nil)
        #expect(try bench.answer(1, "second"))
        #expect(try bench.answer(0, "first"))
        #expect(bench.reply(1).text == "first" && bench.reply(3).text == "second")
        #expect(bench.session.asked == 0)
        #expect(try !bench.answer(0, "again"))
    }

    @Test func `an answer that comes late does not reach the next request of its place`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/kept"))
        try bench.feed(Frame.reset(1))
        #expect(bench.session.asked == 1)
        #expect(try bench.answer(0, "for nobody"))
        try bench.feed(Frame.get(3, "/kept"))
        #expect(bench.kept[0].slot == bench.kept[1].slot)
        #expect(try !bench.answer(0, "too late"))
        #expect(try bench.answer(1, "right"))
        #expect(bench.reply(3).text == "right" && bench.reply(1).status == nil)
        #expect(bench.ends == [.peer: 1, .answered: 1])
    }

    @Test func `a handler may cut a stream, and the others live`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/kept"), Frame.get(3, "/kept"))
        try bench.cut(0)
        #expect(bench.reply(1).reset == 2)
        #expect(try bench.answer(1, "fine"))
        #expect(bench.reply(3).text == "fine")
        #expect(bench.ends == [.broken: 1, .answered: 1])
    }

    @Test func `too much at once is answered 503`() throws {
        let bench = try SessionBench()
        bench.isFull = true
        try bench.feed(Frame.get(1, "/a"))
        #expect(bench.reply(1).status == "503")
        #expect(bench.session.asked == 0)
    }

    @Test func `a body that comes in parts takes memory, and gives it back however it ends`() throws {
        for end in 0..<4 {
            let bench = try SessionBench()
            bench.limit = 1 << 20
            let part = [UInt8](repeating: 0x62, count: 10_000)
            try bench.feed(Frame.post(1, "/a"), Frame.data(1, part, ends: false))
            // In steps of 64 KiB.
            #expect(bench.memory == 1 << 20 - 65_536)
            switch end {
            case 0: try bench.feed(Frame.data(1, part))
            case 1: try bench.feed(Frame.reset(1))
            case 2: try bench.pass(.seconds(10))
            default: bench.session.close(for: bench)
            }
            #expect(bench.memory == 1 << 20)
        }
    }

    @Test func `a body that there is no memory for is answered 503`() throws {
        let bench = try SessionBench()
        bench.memory = 65_535
        try bench.feed(Frame.post(1, "/a"), Frame.data(1, Self.body, ends: false))
        #expect(bench.reply(1).status == "503")
        #expect(bench.memory == 65_535)
    }
}
