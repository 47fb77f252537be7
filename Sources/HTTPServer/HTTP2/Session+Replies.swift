// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import CNGHTTP2
internal import Kernel

extension Session {
    /// The stream that waits for the answer to a request; `nil` if there is none any more.
    func waiting(slot: Int, request: UInt64) -> Stream? {
        guard let stream = streams[slot], stream.requestID == request,
            stream.phase == .answer || stream.phase == .abandoned
        else { return nil }
        return stream
    }

    /// Answers.
    ///
    /// `write` appends the body. What the peer does not wait for any more is dropped.
    func answer(
        _ stream: Stream, _ status: Status, _ contentType: StaticString, _ fields: ReplyFields,
        date: borrowing DateCache, write: (inout ByteBuffer) -> Void
    ) {
        stream.requestID = 0
        if stream.phase == .answer || stream.phase == .abandoned { asked -= 1 }
        guard stream.phase != .abandoned else { return remove(stream) }
        discharge(stream)
        stream.body.removeAll()
        stream.phase = .reply
        write(&stream.reply)
        let length = stream.reply.count
        if stream.isHead { stream.reply.removeAll() }
        waiting += stream.reply.count
        streams.setDeadline(stream, now.advanced(by: limits.write))
        let isSubmitted = unsafe heads.submit(
            raw, stream, status, contentType, length: length, fields, date: date)
        if !isSubmitted { reset(stream, .broken, ErrorCode.internalError) }
    }

    /// Refuses a request in the handler's place; the connection goes on.
    func refuse(_ stream: Stream, _ status: Status) {
        if lent?.slot == stream.slot { lent = nil }
        stream.body.release()
        owner?.answerInPlace(self, stream, status)
    }

    /// A handler wants a stream closed instead of an answer.
    func cut(_ stream: Stream) {
        stream.requestID = 0
        asked -= 1
        guard stream.phase != .abandoned else { return remove(stream) }
        stream.phase = .reply
        streams.setDeadline(stream, now.advanced(by: limits.write))
        reset(stream, .broken, ErrorCode.internalError)
    }

    /// Ends a stream without a reply, or without the rest of it.
    func reset(_ stream: Stream, _ ending: StreamEnd, _ code: UInt32) {
        stream.ending = ending
        hasEndedEarly = true
        unsafe nghttp2_submit_rst_stream(raw, 0, stream.id, code)
    }

    /// A stream has lasted too long.
    func expire(_ stream: Stream) {
        switch stream.phase {
        case .head: end(.headTimeout)
        case .body: refuse(stream, .requestTimeout)
        case .answer:
            owner?.forget(self)
            owner?.answerInPlace(self, stream, .gatewayTimeout)
        case .reply:
            // Until the reset is on the wire, once is enough.
            streams.setDeadline(stream, now.advanced(by: limits.write))
            if stream.ending == nil { reset(stream, .writeTimeout, ErrorCode.cancel) }
        case .abandoned:
            owner?.forget(self)
            asked -= 1
            remove(stream)
        }
    }

    // MARK: What nghttp2 asks and says while it writes

    /// How much of a reply's body is left.
    func replyLeft(ofSlot slot: Int) -> Int? { stream(atSlot: slot)?.reply.count }

    /// Writes a frame with the next `count` bytes of a reply's body.
    func send(_ head: Span<UInt8>, _ count: Int, ofSlot slot: Int) {
        guard let stream = stream(atSlot: slot) else { return }
        append(head)
        append(stream.reply.span.extracting(first: count))
        stream.reply.consume(count)
        waiting -= count
        guardian.creditData()
    }

    /// A reply's last frame is written.
    func replyIsSent(_ id: Int32) {
        guard let stream = stream(id) else { return }
        if stream.ending == nil { stream.ending = .answered }
        // The rest of the request is of no use to anybody: RFC 9113 §8.1.
        guard !stream.isWhole else { return }
        hasEndedEarly = true
        unsafe nghttp2_submit_rst_stream(raw, 0, id, ErrorCode.none)
    }

    /// We have ended a stream: of the peer's doing, unless it was for lack of time.
    func resetIsSent(_ id: Int32, _ code: UInt32) {
        guard code != ErrorCode.none else { return }
        hasEndedEarly = true
        if let stream = stream(id) {
            guard stream.ending != .writeTimeout else { return }
            if stream.ending == nil { stream.ending = .broken }
        }
        spend(.resets)
    }

    /// A stream is over, whoever has ended it.
    func streamEnds(_ id: Int32, _ code: UInt32) {
        guard let stream = stream(id) else { return }
        if current == stream { current = nil }
        if lent?.slot == stream.slot { lent = nil }
        waiting -= stream.reply.count
        stream.reply.removeAll()
        owner?.count(self, stream.ending ?? .peer)
        if stream.ending == nil { spend(.resets) }
        discharge(stream)
        // What a handler has, it goes on with: until it is done, the stream counts as one of the connection's.
        if stream.phase == .answer {
            stream.phase = .abandoned
            forgetRecent()
        } else {
            remove(stream)
        }
    }

    /// Gives everything back that the streams hold; the connection is gone.
    func close(for owner: any SessionOwner) {
        self.owner = owner
        for stream in streams.all {
            if stream.phase != .abandoned { owner.count(self, .connection) }
            discharge(stream)
            remove(stream)
        }
        leave()
    }
}
