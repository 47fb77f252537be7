// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Synchronization

/// HTTP/2 on a loop: sessions decide, and this serves them as it does connections that speak HTTP/1.1.
extension Loop {
    /// Frames go out in writes of about this size, or when there are no more: as few records and calls as possible.
    private static let writeSize = 128 * 1024

    /// Both sides have agreed on HTTP/2; false if that cannot be.
    func beginSession(_ connection: Connection) -> Bool {
        guard
            let session = Session(
                token: connection.token, listener: connection.listener, limits: SessionLimits(shared.limits),
                pool: streamPool, heads: replyHeads, now: now)
        else {
            close(connection, .failure)
            return false
        }
        connection.session = session
        tallies[connection.listener].sessions.add()
        if isDraining { session.beginFarewell() }
        enter(.streams, connection)
        flush(connection)
        return isLive(connection)
    }

    /// Hands bytes to the session; what it has to say to them waits for ``flushStreams(_:_:)``.
    func serveStreams(_ connection: Connection, _ session: Session, _ buffer: inout ByteBuffer) {
        if connection.phase == .streams { session.receive(buffer.span, at: now, for: self) }
        buffer.removeAll()
    }

    /// Sends the frames that wait, as far as the socket takes them, and ends the connection if nothing is to come.
    func flushStreams(_ connection: Connection, _ session: Session) {
        while !connection.isBlocked {
            let isWhole = session.write(to: &replies, upTo: Self.writeSize, at: now, for: self)
            let isWritten = connection.tls?.write(replies.span) ?? false
            let count = replies.count
            replies.removeAll()
            guard isWhole, isWritten else {
                unsafe pipe.bytes.pointee.outgoing.removeAll()
                return close(connection, .failure)
            }
            sendOutgoing(connection)
            guard isLive(connection) else { return }
            if count < Self.writeSize { break }
        }
        if replies.capacity > Self.writeSize * 2 { replies.release() }
        session.rest()
        if !connection.isBlocked, session.isOver { return finish(connection, session) }
        connection.phaseDeadline = session.deadline
        slab.updateDeadline(connection)
    }

    /// All frames are sent and none is waited for.
    private func finish(_ connection: Connection, _ session: Session) {
        closeStreams(session)
        connection.tls?.close()
        sendOutgoing(connection)
        if isLive(connection) { linger(connection, because: session.reason ?? .finished) }
    }

    /// Something of a session has lasted too long.
    func expireStreams(_ connection: Connection) {
        guard let session = connection.session else { return }
        session.expire(at: now, for: self)
        flush(connection)
    }

    /// Nobody waits for the streams of a session any more.
    func closeStreams(_ session: Session) {
        shared.inFlight.subtract(session.asked, ordering: .relaxed)
        session.asked = 0
        session.close(for: self)
    }

    /// Lets every session's peer begin nothing new here.
    func drainSessions() {
        for connection in slab.all {
            guard let session = connection.session, connection.phase == .streams,
                !shared.listeners[connection.listener].settings.servesWhileDraining
            else { continue }
            session.beginFarewell()
            flush(connection)
        }
    }

    // MARK: Answers

    /// Answers a stream, on this thread; a stream that is gone is none.
    func answerStream(
        _ question: Question, _ status: Status, _ contentType: StaticString, _ fields: ReplyFields,
        _ write: (inout ByteBuffer) -> Void
    ) {
        guard let connection = slab.connection(token: question.connection), let session = connection.session,
            let stream = session.waiting(slot: question.stream - 1, request: question.request)
        else { return }
        shared.inFlight.subtract(1, ordering: .relaxed)
        if stream.phase == .answer { tallies[connection.listener].replies.add(status) }
        date.refresh(at: now)
        session.answer(stream, status, contentType, fields, date: date, write: write)
    }

    /// A reply came from another thread; all that came at once go out together.
    func deliverToStream(_ late: Mailbox.LateReply) {
        guard let connection = slab.connection(token: late.question.connection), let session = connection.session
        else { return }
        session.enter(now, self)
        answerStream(late.question, late.status, late.contentType, late.fields) { $0.append(contentsOf: late.body) }
        session.leave()
        if answered.last !== connection { answered.append(connection) }
    }

    /// Sends what was answered since the mailbox was opened.
    func flushAnswered() {
        guard !answered.isEmpty else { return }
        let connections = answered
        answered = []
        for connection in connections where isLive(connection) { flush(connection) }
    }

    /// A handler wants a stream closed instead of an answer.
    func cutStream(_ question: Question) {
        guard let connection = slab.connection(token: question.connection), let session = connection.session,
            let stream = session.waiting(slot: question.stream - 1, request: question.request)
        else { return }
        shared.inFlight.subtract(1, ordering: .relaxed)
        session.enter(now, self)
        session.cut(stream)
        session.leave()
        if answered.last !== connection { answered.append(connection) }
    }
}

extension Loop: SessionOwner {
    func bodyPolicy(_ session: Session, _ method: Method, path: Span<UInt8>) -> BodyPolicy {
        handlers[session.listener].bodyPolicy(method: method, path: path)
    }

    func takeMemory(_ bytes: Int, isReserved: Bool) -> Bool {
        guard shared.memory.take(bytes, isReserved: isReserved) else {
            shed.add(.memory)
            return false
        }
        return true
    }

    func giveBackMemory(_ bytes: Int) { shared.memory.giveBack(bytes) }

    func dispatch(_ session: Session, _ stream: Stream, text: Span<UInt8>, body: Span<UInt8>) -> Bool {
        guard shared.inFlight.load(ordering: .relaxed) < shared.limits.requestsInFlight else {
            shed.add(.requestsInFlight)
            return false
        }
        guard let connection = slab.connection(token: session.token) else { return true }
        let id = makeRequestID()
        stream.requestID = id
        let head = stream.head
        let request = Request(
            method: head.method, path: text.extracting(head.path), query: text.extracting(head.query),
            host: text.extracting(head.host), hasOrigin: head.hasOrigin,
            authorization: text.extracting(head.authorization ?? 0..<0),
            sealToken: text.extracting(head.sealToken ?? 0..<0), body: body,
            isBodyDropped: stream.bodyBytes > stream.keepLimit, received: stream.received, id: id,
            clientName: connection.clientName, peer: connection.peer)
        shared.inFlight.add(1, ordering: .relaxed)
        let question = Question(connection: connection.token, stream: stream.slot + 1, request: id)
        asked = question
        handlers[session.listener].handle(request, Exchange(loop: self, question: question))
        asked = nil
        return true
    }

    func answerInPlace(_ session: Session, _ stream: Stream, _ status: Status) {
        tallies[session.listener].replies.add(status)
        date.refresh(at: now)
        session.answer(stream, status, "text/plain", ReplyFields(), date: date) {
            $0.append(decimal: status.rawValue)
            $0.append("\n")
        }
    }

    func forget(_ session: Session) { shared.inFlight.subtract(1, ordering: .relaxed) }

    func count(_ session: Session, _ offence: Offence) { tallies[session.listener].offences.add(offence) }

    func count(_ session: Session, _ end: StreamEnd) { tallies[session.listener].streams.add(end) }
}
