// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTPServer

/// What a peer may not do without end on one connection.
struct SessionFloodTests {
    /// An attack: what is sent before it, what one step of it is, and after how many the budget is empty.
    struct Attack: CustomTestStringConvertible {
        var offence: Offence
        var name: String
        var before: [UInt8] = []
        var burst: Int
        var step: @Sendable (Int) -> [UInt8]

        var testDescription: String { name }
    }

    /// A stream of its own for each step.
    private static func id(_ step: Int) -> UInt32 { UInt32(step * 2 + 1) }

    static let attacks: [Attack] = [
        Attack(offence: .resets, name: "rapid reset", burst: 1000) {
            Frame.post(id($0), "/a").bytes + Frame.reset(id($0)).bytes
        },
        Attack(offence: .resets, name: "made you reset, by a window beyond its limit", burst: 1000) {
            Frame.get(id($0), "/a").bytes + Frame.window(id($0), 0x7FFF_FFFF).bytes
        },
        Attack(offence: .resets, name: "made you reset, by a body that is longer than was said", burst: 1000) {
            Frame.post(id($0), "/a", [("content-length", "1")]).bytes + Frame.data(id($0), [1, 2]).bytes
        },
        Attack(offence: .resets, name: "malformed heads", burst: 1000) { Frame.get(id($0), "/a", [("X", "y")]).bytes },
        Attack(offence: .pings, name: "pings", burst: 100) { Frame.ping(UInt8($0 & 0xFF)).bytes },
        // The greeting is two of them.
        Attack(offence: .settings, name: "settings", burst: 30) { _ in Frame.settings().bytes },
        Attack(offence: .priorities, name: "priorities", burst: 256) { _ in
            Frame(type: 2, stream: 1, payload: [0, 0, 0, 0, 1]).bytes
        },
        Attack(offence: .priorities, name: "priority updates", burst: 256) { _ in
            Frame(type: 0x10, payload: Frame.four(1)).bytes
        },
        Attack(offence: .windowUpdates, name: "window updates", burst: 1000) { _ in Frame.window(0, 1).bytes },
        Attack(
            offence: .emptyFrames, name: "frames without data", before: Frame.post(1, "/a").bytes, burst: 64
        ) { _ in Frame.data(1, [], ends: false).bytes },
        Attack(offence: .strayFrames, name: "frames of unknown types", burst: 256) { _ in Frame(type: 0x77).bytes },
        // The request that is over has brought two, of a budget that was full.
        Attack(
            offence: .strayFrames, name: "resets of a stream that is over", before: Frame.get(1, "/a").bytes, burst: 256
        ) { _ in Frame.reset(1).bytes },
        Attack(
            offence: .strayFrames, name: "fields behind what was refused", before: Frame.post(1, "/refused").bytes,
            burst: 256
        ) { _ in Frame.headers(1, [("x", "y")]).bytes },
        Attack(
            offence: .strayFrames, name: "small pieces behind what was refused",
            before: Frame.post(1, "/refused").bytes,
            burst: 256
        ) { _ in Frame.data(1, [UInt8](repeating: 0, count: 63), ends: false).bytes },
        Attack(offence: .continuations, name: "parts of header blocks", burst: 64) {
            Frame(type: 1, flags: 1, stream: id($0), payload: []).bytes
                + Frame(type: 9, flags: 4, stream: id($0), payload: Frame.block([(":method", "GET")])).bytes
        },
    ]

    @Test(arguments: attacks) func `a flood ends the connection when its budget is empty, not before`(
        _ attack: Attack
    ) throws {
        let bench = try SessionBench()
        try bench.feed(attack.before)
        for step in 0..<attack.burst { try bench.feed(attack.step(step)) }
        #expect(bench.reader.farewells.isEmpty)
        #expect(bench.offences.isEmpty && !bench.session.isOver)
        try bench.feed(attack.step(attack.burst))
        #expect(bench.reader.farewells.map(\.code) == [0xB], "ENHANCE_YOUR_CALM")
        #expect(bench.offences == [attack.offence: 1])
        #expect(bench.session.isOver && bench.session.reason == .flood)
    }

    @Test(arguments: [63: 1, 64: 0, 65: 0]) func `only small pieces behind what is over are counted`(
        _ length: Int, _ offences: Int
    ) throws {
        let bench = try SessionBench()
        try bench.feed(Frame.post(1, "/refused"))
        for _ in 0..<300 { try bench.feed(Frame.data(1, [UInt8](repeating: 0, count: length), ends: false)) }
        #expect(bench.offences.values.reduce(0, +) == offences)
    }

    @Test func `small pieces of a body that is wanted are not counted`() throws {
        let bench = try SessionBench()
        try bench.feed(Frame.post(1, "/a"))
        for _ in 0..<300 { try bench.feed(Frame.data(1, [1], ends: false)) }
        try bench.feed(Frame.data(1, [1]))
        #expect(bench.offences.isEmpty && bench.reply(1).status == "200")
    }

    @Test(arguments: attacks) func `a flood in one read does no more work than one in many`(_ attack: Attack) throws {
        let bench = try SessionBench()
        try bench.feed(attack.before)
        try bench.feed((0..<attack.burst + 2000).flatMap { attack.step($0) })
        // More streams than were promised, or frames on one that is over, may be seen before they are many.
        let early: [Offence] = [.violations, .strayFrames]
        let offence = early.first { bench.offences[$0] != nil } ?? attack.offence
        #expect(bench.reader.farewells.count == 1 && bench.session.isOver)
        #expect(bench.offences == [offence: 1])
        #expect(bench.requests.count <= 1001)
    }

    @Test func `time fills a budget up`() throws {
        let bench = try SessionBench()
        for _ in 0..<100 { try bench.feed(Frame.ping()) }
        try bench.pass(.seconds(1))
        for _ in 0..<10 { try bench.feed(Frame.ping()) }
        #expect(bench.offences.isEmpty)
        try bench.feed(Frame.ping())
        #expect(bench.offences == [.pings: 1])
    }

    @Test func `who asks much may ping and reset what is over as much`() throws {
        let bench = try SessionBench()
        for step in 0..<2000 {
            let id = UInt32(step * 2 + 1)
            try bench.feed(Frame.get(id, "/a"))
            try bench.feed(Frame.reset(id), Frame.ping(), Frame.window(0, 1))
        }
        #expect(bench.offences.isEmpty)
        #expect(bench.ends == [.answered: 2000])
    }

    @Test func `a head in too many parts ends the connection`() throws {
        for (parts, code) in [(8, nil), (9, 0xB)] as [(Int, UInt32?)] {
            let bench = try SessionBench()
            let pieces = (1...parts).flatMap {
                Frame(type: 9, flags: $0 == parts ? 4 : 0, stream: 1, payload: Frame.block([("x", "y")])).bytes
            }
            try bench.feed(Frame.headers(1, Frame.request("GET", "/a"), isWhole: false).bytes + pieces)
            #expect(bench.reader.farewells.first?.code == code)
            #expect(bench.offences[.continuations] == (code == nil ? nil : 1))
            #expect(bench.reply(1).status == (code == nil ? "200" : nil))
        }
    }

    // What it left, a handler still has: it counts until that is done, and so nobody can have more done at once by leaving.
    @Test func `requests that a peer has left count among its streams until their handlers are done`() throws {
        let bench = try SessionBench()
        for step in 0..<256 {
            let id = UInt32(step * 2 + 1)
            try bench.feed(Frame.get(id, "/kept"), Frame.reset(id))
        }
        #expect(bench.session.asked == 256 && bench.requests.count == 256)
        try bench.feed(Frame.get(513, "/kept"))
        #expect(bench.reply(513).reset == 7, "REFUSED_STREAM")
        #expect(bench.requests.count == 256)
        #expect(try bench.answer(7, "for nobody"))
        try bench.feed(Frame.get(515, "/a"))
        #expect(bench.reply(515).status == "200")
        #expect(bench.ends == [.peer: 256, .refused: 1, .answered: 1])
    }

    @Test func `as many streams as were promised, and no more`() throws {
        let bench = try SessionBench()
        for step in 0..<256 { try bench.feed(Frame.get(UInt32(step * 2 + 1), "/kept")) }
        #expect(bench.requests.count == 256 && bench.reader.farewells.isEmpty)
        try bench.feed(Frame.get(513, "/kept"))
        // The peer has acknowledged the limit: that it goes beyond is an error of the connection.
        #expect(bench.reader.farewells.map(\.code) == [1])
        #expect(bench.offences == [.violations: 1])
    }

    @Test func `a window of nothing holds a reply back until it opens`() throws {
        let bench = try SessionBench(settings: [(4, 0)])
        try bench.feed(Frame.get(1, "/a"), Frame.get(3, "/a"))
        #expect(bench.reply(1).status == "200" && bench.reply(1).body.isEmpty)
        try bench.feed(Frame.window(1, 5))
        #expect(bench.reply(1).body.count == 5 && !bench.reply(1).isEnded)
        try bench.feed(Frame.window(1, 1000))
        #expect(bench.reply(1).text == "/a||x|||false" && bench.reply(1).isEnded)
        #expect(bench.reply(3).body.isEmpty)
    }

    @Test func `a window that stays shut is waited for as long as a write may take`() throws {
        let bench = try SessionBench(settings: [(4, 0)])
        try bench.feed(Frame.get(1, "/a"))
        try bench.pass(.milliseconds(9_999))
        #expect(bench.reply(1).reset == nil)
        try bench.pass(.milliseconds(1))
        #expect(bench.reply(1).reset == 8, "CANCEL")
        #expect(bench.ends == [.writeTimeout: 1])
        #expect(bench.session.streams.count == 0 && bench.session.waiting == 0)
    }

    @Test func `who leaves too much of replies waiting is served nothing new meanwhile`() throws {
        let bench = try SessionBench(settings: [(4, 0)])
        try bench.feed(Frame.get(1, "/huge"), Frame.get(3, "/a"))
        #expect(bench.reply(1).status == "200")
        #expect(bench.reply(3).reset == 7, "REFUSED_STREAM")
        try bench.feed(Frame.window(0, 8 << 20), Frame.window(1, 8 << 20))
        #expect(bench.reply(1).isEnded && bench.reply(1).body.count == 4_194_305)
        try bench.feed(Frame.get(5, "/large"))
        #expect(bench.reply(5).status == "200")
    }

    static let violations: [(name: String, bytes: [UInt8], code: UInt32)] = [
        ("data on no stream", Frame.data(0, [1]).bytes, 1),
        ("data on a stream that is not open", Frame.data(1, [1]).bytes, 1),
        ("an even stream", Frame.get(2, "/a").bytes, 1),
        ("a stream that goes back", Frame.get(3, "/a").bytes + Frame.get(1, "/a").bytes, 1),
        ("a priority of no stream", Frame(type: 2, payload: [0, 0, 0, 0, 1]).bytes, 1),
        (
            "a frame within a head",
            Frame.headers(1, Frame.request("GET", "/a"), isWhole: false).bytes + Frame.ping().bytes, 1
        ),
        ("a frame that is too long", [1, 0, 1, 0, 0, 0, 0, 0, 1], 6),
        ("a ping of seven", Frame(type: 6, payload: [0, 0, 0, 0, 0, 0, 0]).bytes, 6),
        ("a window that does not move", Frame.post(1, "/a").bytes + Frame.window(1, 0).bytes, 1),
        ("an acknowledgement of nothing", Frame.settingsAcknowledged.bytes, 1),
        ("a window beyond 2^31", Frame.window(0, 0x7FFF_FFFF).bytes, 3),
        ("a promise", Frame(type: 5, flags: 4, stream: 1, payload: [0, 0, 0, 2]).bytes, 1),
        (
            "fields that cannot be decompressed",
            Frame(type: 1, flags: 5, stream: 1, payload: [0xFF, 0xFF, 0xFF]).bytes, 9
        ),
        ("a setting out of range", Frame.settings([(5, 1)]).bytes, 1),
    ]

    @Test(arguments: violations.indices) func `what breaks the connection's rules ends it`(_ index: Int) throws {
        let violation = Self.violations[index]
        let bench = try SessionBench()
        try bench.feed(violation.bytes)
        #expect(bench.reader.farewells.map(\.code) == [violation.code], "\(violation.name)")
        #expect(bench.offences == [.violations: 1])
        #expect(bench.session.isOver && bench.session.reason == .refused)
    }

    @Test func `what is no preface is no HTTP/2`() throws {
        let bench = try SessionBench(greets: false)
        try bench.feed(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(bench.offences == [.violations: 1])
        #expect(bench.session.isOver)
    }
}
