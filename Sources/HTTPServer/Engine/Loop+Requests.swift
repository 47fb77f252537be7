// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Synchronization

extension Loop {
    /// Serves every whole request in `buffer`, as long as replies come at once and can be sent.
    func serve(_ connection: Connection, _ buffer: inout ByteBuffer) {
        while isLive(connection), !connection.isBlocked, step(connection, &buffer) {
            // Pipelined replies go out together, but not without bound.
            if replies.count > Self.receiveSize { flush(connection) }
        }
        // What follows a request that ends the connection is not looked at: RFC 9112 §9.6.
        if connection.endsBecause != nil { buffer.removeAll() }
    }

    /// Goes one step on; false if more bytes, a reply or nothing at all must come first.
    private func step(_ connection: Connection, _ buffer: inout ByteBuffer) -> Bool {
        switch connection.phase {
        case .idle, .head: !buffer.isEmpty && readHead(connection, &buffer)
        case .body: readBody(connection, &buffer)
        case .handshake, .answer, .streams, .linger: false
        }
    }

    /// True if there is more to do with what is in `buffer`.
    private func readHead(_ connection: Connection, _ buffer: inout ByteBuffer) -> Bool {
        if connection.phase == .idle {
            connection.received = now
            enter(.head, connection)
        }
        switch connection.parser.parse(buffer.span) {
        case .incomplete: return false
        case .refused(let refusal):
            connection.isHead = false
            refuse(connection, refusal.status, because: .refused)
            return false
        case .complete(let head, let length):
            return begin(connection, head, length, &buffer)
        }
    }

    /// A head is complete, and its handler says what body it may bring.
    private func begin(
        _ connection: Connection, _ head: RequestHead, _ length: Int, _ buffer: inout ByteBuffer
    ) -> Bool {
        connection.isHead = head.method == .head
        connection.keepsAlive = head.keepsAlive
        guard head.method != .unknown, head.method != .connect, head.method != .trace else {
            refuse(connection, .notImplemented, because: .refused)
            return false
        }
        let handler = handlers[connection.listener]
        let policy = handler.bodyPolicy(method: head.method, path: buffer.span.extracting(head.path))
        guard case .accept(let keepLimit, let dropLimit, let isReserved) = policy else {
            guard case .refuse(let status) = policy else { return false }
            refuse(connection, status, because: .refused)
            return false
        }
        let arrival: Connection.Arrival
        switch head.framing {
        case .none: arrival = .whole(0)
        case .length(let count):
            guard count <= max(keepLimit, dropLimit) else {
                refuse(connection, .contentTooLarge, because: .refused)
                return false
            }
            // The common case: the request came in one piece.
            if count <= keepLimit, buffer.count >= length + count {
                dispatch(connection, head, buffer.span, body: buffer.span.extracting(length..<length + count), false)
                buffer.consume(length + count)
                return true
            }
            arrival = count <= keepLimit ? .whole(count) : .dropped(left: count)
        case .chunked: arrival = .chunked(ChunkedDecoder(), received: 0)
        }
        connection.unfinished = Connection.Unfinished(
            head: head, headLength: length, keepLimit: keepLimit, dropLimit: dropLimit, isReserved: isReserved,
            arrival: arrival)
        enter(.body, connection)
        if head.expectsContinue, buffer.count == length { ResponseHead.appendContinue(to: &replies) }
        return true
    }

    /// Takes in what came of the body; true once the request was handed on.
    private func readBody(_ connection: Connection, _ buffer: inout ByteBuffer) -> Bool {
        guard var unfinished = connection.unfinished.take() else { return false }
        let headLength = unfinished.headLength
        switch unfinished.arrival {
        case .whole(let count):
            let present = min(buffer.count - headLength, count)
            guard charge(connection, unfinished, present) else { return false }
            if present == count {
                dispatch(
                    connection, unfinished.head, buffer.span,
                    body: buffer.span.extracting(headLength..<headLength + count), false)
                buffer.consume(headLength + count)
                return true
            }
        case .dropped(let left):
            let present = min(buffer.count - headLength, left)
            if present == left {
                dispatch(connection, unfinished.head, buffer.span, body: buffer.span.extracting(0..<0), true)
                buffer.consume(headLength + left)
                return true
            }
            buffer.truncate(to: headLength)
            unfinished.arrival = .dropped(left: left - present)
        case .chunked(var decoder, var received):
            switch decodeChunks(connection, unfinished, &decoder, &received, &buffer) {
            case .incomplete:
                guard charge(connection, unfinished, connection.chunks.count) else { return false }
                unfinished.arrival = .chunked(decoder, received: received)
            case .complete: return true
            case .refused: return false
            }
        }
        connection.unfinished = unfinished
        return false
    }

    private enum ChunkStep { case incomplete, complete, refused }

    private func decodeChunks(
        _ connection: Connection, _ unfinished: Connection.Unfinished, _ decoder: inout ChunkedDecoder,
        _ received: inout Int, _ buffer: inout ByteBuffer
    ) -> ChunkStep {
        let headLength = unfinished.headLength
        var offset = headLength
        while true {
            switch decoder.next(buffer.span.extracting(offset..<buffer.count)) {
            case .data(let range, let consumed):
                received += range.count
                guard received <= max(unfinished.keepLimit, unfinished.dropLimit) else {
                    refuse(connection, .contentTooLarge, because: .refused)
                    return .refused
                }
                if received <= unfinished.keepLimit {
                    connection.chunks.append(
                        buffer.span.extracting(offset + range.lowerBound..<offset + range.upperBound))
                } else {
                    connection.chunks.release()
                }
                offset += consumed
            case .incomplete:
                // All of it is in the decoder's state now.
                buffer.truncate(to: headLength)
                return .incomplete
            case .complete(let consumed):
                let isDropped = received > unfinished.keepLimit
                var chunks = ByteBuffer()
                swap(&chunks, &connection.chunks)
                dispatch(connection, unfinished.head, buffer.span, body: chunks.span, isDropped)
                buffer.consume(offset + consumed)
                return .complete
            case .refused(let refusal):
                refuse(connection, refusal.status, because: .refused)
                return .refused
            }
        }
    }

    /// Takes what a growing body needs from the budget, in steps; refuses the request if it is not there.
    private func charge(_ connection: Connection, _ unfinished: Connection.Unfinished, _ bytes: Int) -> Bool {
        guard bytes > connection.charged else { return true }
        let step = 64 * 1024
        let wanted = (bytes + step - 1) / step * step - connection.charged
        guard shared.memory.take(wanted, isReserved: unfinished.isReserved) else {
            shed.add(.memory)
            refuse(connection, .serviceUnavailable, because: .refused)
            return false
        }
        connection.charged += wanted
        return true
    }

    /// Hands a whole request to its handler, and takes the reply if it comes at once.
    private func dispatch(
        _ connection: Connection, _ head: RequestHead, _ bytes: Span<UInt8>, body: Span<UInt8>, _ isDropped: Bool
    ) {
        connection.parser.reset()
        guard shared.inFlight.load(ordering: .relaxed) < shared.limits.requestsInFlight else {
            shed.add(.requestsInFlight)
            writeReply(connection, .serviceUnavailable, "text/plain", ReplyFields()) { $0.append("too much at once\n") }
            return
        }
        let id = makeRequestID()
        connection.requestID = id
        let request = Request(
            method: head.method, path: bytes.extracting(head.path), query: bytes.extracting(head.query),
            host: bytes.extracting(head.host), hasOrigin: head.hasOrigin,
            authorization: bytes.extracting(head.authorization ?? 0..<0),
            sealToken: bytes.extracting(head.sealToken ?? 0..<0), body: body, isBodyDropped: isDropped,
            received: connection.received, id: id, clientName: connection.clientName, peer: connection.peer)
        // Until the handler replies, the connection counts as waiting: a reply from another thread may be
        // underway before `handle` has returned.
        connection.phase = .answer
        shared.inFlight.add(1, ordering: .relaxed)
        let question = Question(connection: connection.token, request: id)
        asked = question
        handlers[connection.listener].handle(request, Exchange(loop: self, question: question))
        asked = nil
        if connection.phase == .answer { enter(.answer, connection) }
    }
}
