// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Kernel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct StreamMailTests {
    private typealias Deliver = @Sendable (StreamEvent) -> Void

    private let peer: Peer
    private let client: Client

    init() throws {
        peer = try Peer { _ in nil }
        client = try Client()
    }

    /// Opens a stream that brings nothing but what the test delivers.
    private func open(_ mail: StreamMail<Int>, _ stream: Int, _ said: Said = Said()) throws -> Deliver {
        var found: Deliver?
        mail.open(stream) { deliver in
            found = deliver
            return client.stream(ClientRequest(.get, peer.url)) { said.add($0) }
        }
        return try #require(found)
    }

    /// What there is now, as text.
    private func next(_ mail: StreamMail<Int>, takesEvents: Bool = true) -> String {
        switch mail.next(until: .now, takesEvents: takesEvents) {
        case .stopped: return "stopped"
        case .nothing: return "nothing"
        case .arrived(let notes, let events, let wasHeld):
            return "\(notes) \(events.map { Said.text($0) })" + (wasHeld ? " held" : "")
        }
    }

    @Test func `notes come first and then events, each in their order and once`() throws {
        let mail = StreamMail<Int>(maximumBytes: 10)
        let deliver = try open(mail, 1)
        #expect(next(mail) == "nothing")
        deliver(.head(status: 200, headers: []))
        mail.post(1)
        deliver(.bytes([97]))
        mail.post(2)
        deliver(.end(trailers: []))
        #expect(next(mail) == #"[1, 2] ["head 200", "a", "end"]"#)
        #expect(next(mail) == "nothing")
    }

    @Test func `who waits is woken by what comes`() throws {
        let mail = StreamMail<Int>(maximumBytes: 10)
        let deliver = try open(mail, 1)
        client.call(at: .now.advanced(by: .milliseconds(1))) { deliver(.bytes([97])) }
        guard case .arrived([], let events, wasHeld: false) = mail.next(until: nil) else {
            Issue.record("nothing came")
            return
        }
        #expect(events.map { Said.text($0) } == ["a"])
        client.call(at: .now.advanced(by: .milliseconds(1))) { mail.post(1) }
        guard case .arrived([1], let none, wasHeld: false) = mail.next(until: nil) else {
            Issue.record("no note came")
            return
        }
        #expect(none.isEmpty)
        client.call(at: .now.advanced(by: .milliseconds(1))) { mail.stop() }
        guard case .stopped = mail.next(until: nil) else {
            Issue.record("it goes on")
            return
        }
    }

    @Test(arguments: [(99, false), (100, false), (101, true)])
    func `the peer waits where more bytes have come than may wait`(_ count: Int, _ isHeld: Bool) throws {
        let mail = StreamMail<Int>(maximumBytes: 100)
        let deliver = try open(mail, 1)
        deliver(.bytes(Array(repeating: 97, count: 60)))
        #expect(!mail.isHeld)
        deliver(.bytes(Array(repeating: 97, count: count - 60)))
        #expect(mail.isHeld == isHeld)
        #expect(next(mail).hasSuffix(" held") == isHeld)
        #expect(!mail.isHeld)
        // What was taken counts no more.
        deliver(.bytes(Array(repeating: 97, count: 100)))
        #expect(!mail.isHeld)
    }

    @Test func `events that are not wanted yet are left, and the peer is held`() throws {
        let mail = StreamMail<Int>(maximumBytes: 1)
        let deliver = try open(mail, 1)
        deliver(.bytes([97, 98]))
        #expect(next(mail, takesEvents: false) == "nothing")
        mail.post(1)
        #expect(next(mail, takesEvents: false) == "[1] []")
        #expect(mail.isHeld)
        #expect(next(mail) == #"[] ["ab"] held"#)
        #expect(!mail.isHeld)
    }

    @Test func `of a stream that is no longer read nothing counts`() throws {
        let mail = StreamMail<Int>(maximumBytes: 1)
        let first = try open(mail, 1)
        first(.bytes([97, 98]))
        #expect(mail.isHeld)
        let second = try open(mail, 2)
        first(.bytes([99, 100]))
        #expect(!mail.isHeld && next(mail) == "nothing")
        second(.bytes([101]))
        #expect(next(mail) == #"[] ["e"]"#)
    }

    @Test func `a stream that is closed is called off, with what has come of it`() throws {
        let mail = StreamMail<Int>(maximumBytes: 1)
        let said = Said()
        let deliver = try open(mail, 1, said)
        deliver(.bytes([97]))
        mail.post(1)
        mail.close()
        deliver(.bytes([98]))
        #expect(next(mail) == "[1] []")
        #expect(said.waitForEnd() == ["failed cancelled"])
    }

    @Test func `what is over says nothing else`() throws {
        let mail = StreamMail<Int>(maximumBytes: 1)
        let deliver = try open(mail, 1)
        mail.post(1)
        #expect(!mail.isStopped)
        mail.stop()
        deliver(.bytes([97, 98]))
        #expect(mail.isStopped && !mail.isHeld)
        #expect(next(mail) == "stopped")
        #expect(next(mail, takesEvents: false) == "stopped")
    }

    @Test func `a peer that was held goes on, and nothing is lost`() throws {
        let body = String(repeating: "0123456789", count: 100_000)
        let peer = try Peer { _ in "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body }
        let mail = StreamMail<Int>(maximumBytes: 1000)
        mail.open(1) { client.stream(ClientRequest(.get, peer.url), onEvent: $0) }
        while !mail.isHeld { Pause.take(.milliseconds(1)) }
        var (seen, holds, isOver) = ("", 0, false)
        while !isOver {
            guard case .arrived(_, let events, let wasHeld) = mail.next(until: nil) else { continue }
            holds += wasHeld ? 1 : 0
            for event in events {
                switch event {
                case .bytes(let bytes): seen += String(decoding: bytes, as: UTF8.self)
                case .end, .failed: isOver = true
                case .head: break
                }
            }
        }
        #expect(holds >= 1 && seen == body)
    }
}

/// What a stream said.
private final class Said: Sendable {
    private let list = Monitor<[String]>([])

    static func text(_ event: StreamEvent) -> String {
        switch event {
        case .head(let status, _): "head \(status)"
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .end: "end"
        case .failed(let error): "failed \(error.code.rawValue)"
        }
    }

    func add(_ event: StreamEvent) {
        list.withLock { $0.append(Self.text(event)) }
        list.notifyAll()
    }

    func waitForEnd() -> [String] {
        list.wait(for: { list in
            list.last.map { $0.hasPrefix("end") || $0.hasPrefix("failed") } == true ? list : nil
        }) ?? []
    }
}
