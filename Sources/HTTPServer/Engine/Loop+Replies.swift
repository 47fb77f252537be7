// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Synchronization

extension Loop {
    /// Answers a request: at once if its handler is running here, through the mailbox otherwise.
    func reply(
        _ question: Question, _ status: Status, _ contentType: StaticString, _ fields: ReplyFields,
        _ write: (inout ByteBuffer) -> Void
    ) {
        if question.stream != 0 {
            if let thread, thread.isCurrent, asked == question {
                return answerStream(question, status, contentType, fields, write)
            }
        } else if let thread, thread.isCurrent, asked == question, let connection = waiting(question) {
            shared.inFlight.subtract(1, ordering: .relaxed)
            return writeReply(connection, status, contentType, fields, write)
        }
        var body = ByteBuffer()
        write(&body)
        seat.mailbox.post(
            .reply(
                Mailbox.LateReply(
                    question: question, status: status, contentType: contentType, fields: fields, body: body)))
    }

    /// A reply came from another thread.
    func deliver(_ late: Mailbox.LateReply) {
        guard late.question.stream == 0 else { return deliverToStream(late) }
        guard let connection = waiting(late.question) else { return }
        shared.inFlight.subtract(1, ordering: .relaxed)
        writeReply(connection, late.status, late.contentType, late.fields) { $0.append(contentsOf: late.body) }
        flush(connection)
        // What the peer sent meanwhile waits in the inbox or in the socket.
        guard isLive(connection) else { return }
        serveInbox(connection)
    }

    /// A handler wants the connection closed instead of an answer.
    func cut(_ question: Question) {
        guard question.stream == 0 else { return cutStream(question) }
        guard let connection = waiting(question) else { return }
        close(connection, .refused)
    }

    /// The connection that waits for this answer; `nil` if the peer has left, or was told 504.
    private func waiting(_ question: Question) -> Connection? {
        guard let connection = slab.connection(token: question.connection), connection.requestID == question.request,
            connection.phase == .answer
        else { return nil }
        return connection
    }

    /// Goes on with what a connection has sent already.
    func serveInbox(_ connection: Connection) {
        if connection.session != nil { flush(connection) }
        if !connection.inbox.isEmpty, !connection.isBlocked {
            var buffer = ByteBuffer()
            swap(&buffer, &connection.inbox)
            serve(connection, &buffer)
            if !buffer.isEmpty { swap(&connection.inbox, &buffer) }
            flush(connection)
        }
        guard isLive(connection), !connection.isBlocked, connection.phase != .answer else { return }
        setInterest(connection, Connection.reading)
    }

    /// Writes a reply behind those that wait, and makes the connection ready for what follows it.
    func writeReply(
        _ connection: Connection, _ status: Status, _ contentType: StaticString, _ fields: ReplyFields,
        _ write: (inout ByteBuffer) -> Void
    ) {
        // Also of a request that began before the drain: its peer must not send another one after it.
        if isDraining { connection.keepsAlive = false }
        body.removeAll()
        write(&body)
        date.refresh(at: now)
        ResponseHead.append(
            to: &replies, status: status, date: date, contentType: contentType,
            contentLength: body.count, fields: fields, closes: !connection.keepsAlive)
        if !connection.isHead { replies.append(body.span) }
        if body.capacity > Self.receiveSize { body.release() }
        tallies[connection.listener].replies.add(status)
        discharge(connection)
        connection.requestID = 0
        if connection.keepsAlive {
            enter(.idle, connection)
        } else {
            connection.endsBecause = .finished
            enter(.linger, connection)
        }
    }

    /// Answers in the handler's place, and ends the connection: what follows cannot be trusted to be a request.
    func refuse(_ connection: Connection, _ status: Status, because reason: CloseReason) {
        connection.keepsAlive = false
        connection.unfinished = nil
        connection.chunks.release()
        writeReply(connection, status, "text/plain", ReplyFields()) {
            $0.append(decimal: status.rawValue)
            $0.append("\n")
        }
        connection.endsBecause = reason
    }

    /// Sends the replies that wait; what the socket does not take is kept.
    func flush(_ connection: Connection) {
        guard isLive(connection) else {
            // What a connection leaves behind must not reach the next.
            replies.removeAll()
            return sendOutgoing(connection)
        }
        if let session = connection.session, connection.phase == .streams {
            return flushStreams(connection, session)
        }
        let ends = connection.endsBecause != nil && connection.phase == .linger
        if connection.tls != nil {
            if !replies.isEmpty {
                let isWritten = connection.tls?.write(replies.span) ?? false
                replies.removeAll()
                guard isWritten else {
                    unsafe pipe.bytes.pointee.outgoing.removeAll()
                    return close(connection, .failure)
                }
            }
            if ends { connection.tls?.close() }
            sendOutgoing(connection)
        } else if !replies.isEmpty {
            send(connection, &replies)
        }
        if ends, isLive(connection), !connection.isBlocked { connection.socket.finishSending() }
    }

    /// Sends what TLS has written.
    func sendOutgoing(_ connection: Connection) {
        guard isLive(connection) else { return unsafe pipe.bytes.pointee.outgoing.removeAll() }
        if unsafe !pipe.bytes.pointee.outgoing.isEmpty { unsafe send(connection, &pipe.bytes.pointee.outgoing) }
    }

    /// Ends what we say after a failed handshake; the peer may still read the alert.
    func linger(_ connection: Connection, because reason: CloseReason) {
        connection.endsBecause = reason
        enter(.linger, connection)
        if !connection.isBlocked { connection.socket.finishSending() }
    }

    /// The socket takes bytes again.
    func resumeSending(_ connection: Connection) {
        var rest = ByteBuffer()
        swap(&rest, &connection.unsent)
        send(connection, &rest)
        guard isLive(connection), !connection.isBlocked else { return }
        // The phase's own deadline is in force again, where it was: writing has not moved it.
        slab.updateDeadline(connection)
        if connection.phase == .linger { connection.socket.finishSending() }
        serveInbox(connection)
    }

    /// Sends `bytes`, empties it, and keeps the rest for when the socket takes more.
    private func send(_ connection: Connection, _ bytes: inout ByteBuffer) {
        defer { bytes.removeAll() }
        if connection.isBlocked { return connection.unsent.append(bytes.span) }
        do throws(SystemError) {
            switch try connection.socket.send(bytes.span) {
            case .moved(let count) where count == bytes.count: return
            case .moved(let count): bytes.consume(count)
            case .wouldBlock: break
            case .closed: return close(connection, .peer)
            }
        } catch {
            shared.onEvent(.systemFailure(error))
            return close(connection, .failure)
        }
        connection.unsent.append(bytes.span)
        connection.sendDeadline = now.advanced(by: shared.limits.write)
        slab.updateDeadline(connection)
        setInterest(connection, Connection.sending)
    }
}
