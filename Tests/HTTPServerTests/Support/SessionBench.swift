// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import HTTPServer

/// A session without a socket, a clock or a handler of its own: a test feeds it and has all of them in its hands.
final class SessionBench: SessionOwner {
    let session: Session
    let reader = ReplyReader()
    var now = Monotonic(nanoseconds: 1_000_000_000_000)
    /// How many bytes of bodies there is memory for.
    var memory = 1 << 20
    var isFull = false
    var limit = 1024
    var dropLimit = 2048
    private(set) var requests: [String] = []
    private(set) var ends: [StreamEnd: Int] = [:]
    private(set) var offences: [Offence: Int] = [:]
    private(set) var forgotten = 0
    /// The questions that wait for the test to answer them.
    private(set) var kept: [(slot: Int, request: UInt64)] = []
    private let date = DateCache()
    private var nextRequest: UInt64 = 0

    init(_ limits: Limits = Limits(), settings: [(UInt8, UInt32)] = [], greets: Bool = true) throws {
        session = try #require(
            Session(
                token: 1, listener: 0, limits: SessionLimits(limits), pool: StreamPool(), heads: ReplyHeads(), now: now)
        )
        if greets { try feed(Frame.preface + Frame.settings(settings).bytes + Frame.settingsAcknowledged.bytes) }
    }

    /// Gives the session bytes and takes what it has to say to them.
    func feed(_ bytes: [UInt8]) throws {
        session.receive(bytes.span, at: now, for: self)
        try drain()
    }

    func feed(_ frames: Frame...) throws { try feed(frames.flatMap(\.bytes)) }

    /// Takes what the session has to say.
    func drain() throws {
        var buffer = ByteBuffer()
        let isWhole = session.write(to: &buffer, upTo: .max, at: now, for: self)
        #expect(isWhole)
        session.rest()
        try reader.take(buffer.bytes)
    }

    /// Lets time pass, and whatever is due then happen.
    func pass(_ duration: Duration) throws {
        now = now.advanced(by: duration)
        if session.deadline <= now { session.expire(at: now, for: self) }
        try drain()
    }

    func reply(_ stream: UInt32) -> StreamReply { reader.replies[stream] ?? StreamReply() }

    /// Answers a question that was kept; false if nobody waits for it any more.
    func answer(_ index: Int, _ text: String) throws -> Bool {
        guard let stream = session.waiting(slot: kept[index].slot, request: kept[index].request) else { return false }
        session.enter(now, self)
        session.answer(stream, .ok, "text/plain", ReplyFields(), date: date) { $0.append(text) }
        session.leave()
        try drain()
        return true
    }

    func cut(_ index: Int) throws {
        let stream = try #require(session.waiting(slot: kept[index].slot, request: kept[index].request))
        session.enter(now, self)
        session.cut(stream)
        session.leave()
        try drain()
    }

    // MARK: SessionOwner

    func bodyPolicy(_ session: Session, _ method: HTTPServer.Method, path: Span<UInt8>) -> BodyPolicy {
        if text(path) == "/refused" { return .refuse(.notFound) }
        return .accept(limit: limit, dropLimit: dropLimit, reserved: text(path) == "/reserved")
    }

    func takeMemory(_ bytes: Int, isReserved: Bool) -> Bool {
        guard bytes <= memory else { return false }
        memory -= bytes
        return true
    }

    func giveBackMemory(_ bytes: Int) { memory += bytes }

    func dispatch(_ session: Session, _ stream: HTTPServer.Stream, text bytes: Span<UInt8>, body: Span<UInt8>) -> Bool {
        guard !isFull else { return false }
        nextRequest += 1
        stream.requestID = nextRequest
        let head = stream.head
        let path = text(bytes.extracting(head.path))
        let isDropped = stream.bodyBytes > stream.keepLimit
        requests.append(path)
        switch path {
        case "/kept": kept.append((stream.slot, nextRequest))
        case "/large":
            session.answer(stream, .ok, "text/plain", ReplyFields(), date: date) {
                $0.append([UInt8](repeating: 0x78, count: 100_000))
            }
        case "/huge":
            session.answer(stream, .ok, "text/plain", ReplyFields(), date: date) {
                $0.append([UInt8](repeating: 0x78, count: SessionLimits.waitingReplies + 1))
            }
        case "/fields":
            session.answer(
                stream, .methodNotAllowed, "text/plain", ReplyFields("Allow: GET, HEAD\r\nX-One: 1\r\n", retryAfter: 7),
                date: date
            ) { _ in }
        default:
            let answer =
                "\(path)|\(text(bytes.extracting(head.query)))|\(text(bytes.extracting(head.host)))|"
                + "\(text(bytes.extracting(head.authorization ?? 0..<0)))|\(text(body))|\(isDropped)"
            session.answer(stream, .ok, "text/plain", ReplyFields(), date: date) { $0.append(answer) }
        }
        return true
    }

    func answerInPlace(_ session: Session, _ stream: HTTPServer.Stream, _ status: Status) {
        session.answer(stream, status, "text/plain", ReplyFields(), date: date) { $0.append(decimal: status.rawValue) }
    }

    func forget(_ session: Session) { forgotten += 1 }

    func count(_ session: Session, _ end: StreamEnd) { ends[end, default: 0] += 1 }

    func count(_ session: Session, _ offence: Offence) { offences[offence, default: 0] += 1 }

    private func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
}
