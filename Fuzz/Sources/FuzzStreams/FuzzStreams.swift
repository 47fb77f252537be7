// SPDX-License-Identifier: Apache-2.0
import Bytes
import FuzzDriver
import Kernel

@testable import HTTPServer

/// Stands for a loop: answers, keeps, refuses, by what a path ends with; memory and handlers are counted.
private final class Owner: SessionOwner {
    static let memory = 200_000
    var memory = Owner.memory
    var handlers = 0
    var kept: [(slot: Int, request: UInt64)] = []
    var ended = 0
    private var next: UInt64 = 0
    let date = DateCache()

    func bodyPolicy(_ session: Session, _ method: HTTPServer.Method, path: Span<UInt8>) -> BodyPolicy {
        require(path.isEmpty || path[0] == UInt8(ascii: "/") || path[0] == UInt8(ascii: "*"), "a path is one")
        let last = path.isEmpty ? 0 : path[path.count - 1]
        return last % 7 == 0 ? .refuse(.notFound) : .accept(limit: 100 << (last % 12), dropLimit: 4096, reserved: false)
    }

    func takeMemory(_ bytes: Int, isReserved: Bool) -> Bool {
        guard bytes <= memory else { return false }
        memory -= bytes
        return true
    }

    func giveBackMemory(_ bytes: Int) { memory += bytes }

    func dispatch(_ session: Session, _ stream: HTTPServer.Stream, text: Span<UInt8>, body: Span<UInt8>) -> Bool {
        require(stream.bodyBytes == body.count || body.isEmpty, "a body is whole, or was dropped")
        require(body.count <= stream.keepLimit, "a body is within its limit")
        require(stream.head.path.upperBound <= text.count, "a path lies in its text")
        next += 1
        stream.requestID = next
        handlers += 1
        let path = text.extracting(stream.head.path)
        let last = path.isEmpty ? 0 : path[path.count - 1]
        if last % 5 == 0 {
            kept.append((stream.slot, next))
        } else {
            handlers -= 1
            session.answer(stream, .ok, "text/plain", ReplyFields("Allow: GET\r\n", retryAfter: 1), date: date) {
                for byte in 0..<Int(last) * Int(last) { $0.append(UInt8(truncatingIfNeeded: byte)) }
            }
        }
        return true
    }

    func answerInPlace(_ session: Session, _ stream: HTTPServer.Stream, _ status: Status) {
        session.answer(stream, status, "text/plain", ReplyFields(), date: date) { $0.append(decimal: status.rawValue) }
    }

    func forget(_ session: Session) { handlers -= 1 }
    func count(_ session: Session, _ end: StreamEnd) { ended += 1 }
    func count(_ session: Session, _ offence: Offence) {}
}

/// Feeds frames behind a greeting to a `Session`.
///
/// They come in pieces of a size that the first byte names; the second says how time passes and when handlers answer.
/// Limits hold at every moment, output is whole frames, and nothing is left at the end.
@_cdecl("FuzzStreams_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        guard let bytes, count > 2 else { return 0 }
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes + 2, count: count - 2))
        let size = Int(bytes[0]) * Int(bytes[0]) / 4 + 1
        let pace = Int(bytes[1])
        let owner = Owner()
        var now = Monotonic(nanoseconds: 1_000_000_000)
        guard
            let session = Session(
                token: 1, listener: 0, limits: SessionLimits(Limits()),
                pool: StreamPool(memory: SessionMemory(keptOfEach: 0)),
                heads: ReplyHeads(), now: now)
        else { return 0 }
        var output = ByteBuffer()

        func exchange(_ piece: Span<UInt8>) {
            session.receive(piece, at: now, for: owner)
            require(session.write(to: &output, upTo: .max, at: now, for: owner), "a session goes on")
            session.rest()
            require(session.streams.count <= SessionLimits.streams, "streams are as many as were promised")
            require(session.asked == owner.handlers, "every handler is counted")
            require(session.waiting >= 0, "what waits is counted")
        }

        exchange(greeting.span)
        var offset = 0
        var step = 0
        while offset < input.count, !session.isOver {
            let end = min(input.count, offset + size)
            exchange(input.extracting(offset..<end))
            offset = end
            step += 1
            if pace & 1 != 0 { now = now.advanced(by: .milliseconds(Int64(pace) * 20)) }
            if session.deadline <= now { session.expire(at: now, for: owner) }
            if pace & 2 != 0, step % 3 == 0, let question = owner.kept.popLast(),
                let stream = session.waiting(slot: question.slot, request: question.request)
            {
                owner.handlers -= 1
                session.enter(now, owner)
                if pace & 4 != 0 {
                    session.cut(stream)
                } else {
                    session.answer(stream, .ok, "text/plain", ReplyFields(), date: owner.date) { $0.append("late") }
                }
                session.leave()
            }
            if pace & 8 != 0, step == 5 { session.beginFarewell() }
        }
        exchange(input.extracting(0..<0))
        requireFrames(output.span)
        session.close(for: owner)
        require(owner.memory == Owner.memory, "memory is given back")
        require(session.streams.count == 0, "no stream is left")
        return 0
    }
}

private let greeting: [UInt8] =
    Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0] + [0, 0, 0, 4, 1, 0, 0, 0, 0]

/// What is written is frames, each within what a peer takes unasked.
private func requireFrames(_ bytes: Span<UInt8>) {
    var index = 0
    while index < bytes.count {
        require(bytes.count - index >= 9, "a frame's head is whole")
        let length = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
        require(length <= 1 << 24, "a frame is no longer than can be said")
        index += 9 + length
    }
    require(index == bytes.count, "frames end where the output ends")
}
