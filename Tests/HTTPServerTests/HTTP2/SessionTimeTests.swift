// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import HTTPServer

/// How long things may take on an HTTP/2 connection, and how one ends.
struct SessionTimeTests {
    /// Just before, nothing happens; then it does.
    private func expect(
        _ bench: SessionBench, after limit: Duration, sourceLocation: SourceLocation = #_sourceLocation,
        _ happened: () -> Bool
    ) throws {
        try bench.pass(limit - .milliseconds(1))
        #expect(!happened(), "too early", sourceLocation: sourceLocation)
        try bench.pass(.milliseconds(1))
        #expect(happened(), "not in time", sourceLocation: sourceLocation)
    }

    @Test func `the greeting must come within the time of a head`() throws {
        let bench = try SessionBench(greets: false)
        try expect(bench, after: .seconds(5)) { bench.session.isOver }
        #expect(bench.session.reason == .headTimeout)
    }

    @Test func `a connection without requests ends after its idle time, whatever else comes`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/a"))
        for _ in 0..<5 {
            try bench.pass(.seconds(20))
            try bench.feed(Frame.ping())
        }
        try expect(bench, after: .seconds(20)) { bench.session.isOver }
        #expect(bench.session.reason == .idleTimeout)
        #expect(bench.reader.farewells.map(\.code) == [0])
    }

    @Test func `a head must be whole in time, and bytes do not extend it`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.headers(1, Frame.request("GET", "/a"), isWhole: false))
        try bench.pass(.seconds(3))
        try bench.feed(Frame(type: 9, stream: 1, payload: Frame.block([("x", "y")])))
        try expect(bench, after: .seconds(2)) { bench.session.isOver }
        #expect(bench.session.reason == .headTimeout)
    }

    @Test func `a body must be whole in time, and the other streams do not notice`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.post(1, "/a"), Frame.get(3, "/kept"))
        try bench.pass(.seconds(6))
        try bench.feed(Frame.data(1, [1], ends: false))
        try expect(bench, after: .seconds(4)) { bench.reply(1).status == "408" }
        #expect(bench.reply(1).reset == 0)
        #expect(try bench.answer(0, "fine"))
        #expect(bench.reply(3).text == "fine" && bench.reader.farewells.isEmpty)
    }

    @Test func `a handler that does not answer is answered for`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/kept"))
        try expect(bench, after: .seconds(30)) { bench.reply(1).status == "504" }
        #expect(bench.forgotten == 1 && bench.session.asked == 0)
        #expect(try !bench.answer(0, "too late"))
    }

    @Test func `what a peer has left is forgotten in the end`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/kept"), Frame.reset(1))
        try expect(bench, after: .seconds(30)) { bench.session.streams.count == 0 }
        #expect(bench.forgotten == 1 && bench.session.asked == 0)
    }

    @Test func `a farewell lets what is on its way come in, and what is here end`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.get(1, "/kept"))
        bench.session.beginFarewell()
        try bench.drain()
        #expect(bench.reader.farewells.map(\.last) == [0x7FFF_FFFF])
        // On its way when the peer was told.
        try bench.feed(Frame.get(3, "/kept"))
        try bench.feed(Frame.ping(isAnswer: true))
        #expect(bench.reader.farewells.map(\.last) == [0x7FFF_FFFF, 3])
        #expect(bench.reader.farewells.map(\.code) == [0, 0])
        #expect(try bench.answer(0, "first"))
        #expect(!bench.session.isOver)
        #expect(try bench.answer(1, "second"))
        #expect(bench.reply(1).text == "first" && bench.reply(3).text == "second")
        #expect(bench.session.isOver && bench.session.reason == nil)
    }

    @Test func `a peer that does not acknowledge a farewell is not waited for`() throws {
        let bench = try SessionBench()
        bench.session.beginFarewell()
        try bench.drain()
        try expect(bench, after: .seconds(1)) { bench.reader.farewells.count == 2 }
        #expect(bench.session.isOver)
    }

    @Test func `a ping that nobody sent answers nothing`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.ping(isAnswer: true))
        #expect(bench.reader.farewells.isEmpty)
    }
}
