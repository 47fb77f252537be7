// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

extension Loop {
    /// Reads once from the socket and serves what came.
    ///
    /// One read per event: what does not fit is asked for again, and no connection starves another.
    func receive(_ connection: Connection, isGone: Bool) {
        switch connection.phase {
        case .answer where !isGone:
            // A pipelined request or the end: both wait until the handler has replied.
            return setInterest(connection, [])
        case .answer: return close(connection, .peer)
        case .linger: return discard(connection)
        case .handshake, .idle, .head, .body, .streams: break
        }
        guard connection.tls != nil else { return receivePlain(connection) }
        guard fill(connection) else { return }
        if connection.phase == .handshake {
            guard continueHandshake(connection), unsafe !pipe.bytes.pointee.incoming.isEmpty else {
                return sendOutgoing(connection)
            }
        }
        let isScratch = connection.inbox.isEmpty
        var buffer = takeBuffer(connection)
        let step = connection.tls?.read(from: pipe, into: &buffer) ?? .closed
        if let session = connection.session {
            serveStreams(connection, session, &buffer)
        } else {
            serve(connection, &buffer)
        }
        putBack(connection, buffer, isScratch: isScratch)
        flush(connection)
        switch step {
        case .done, .needsRead: break
        case .closed: peerIsDone(connection)
        case .failed:
            if isLive(connection) { close(connection, .failure) }
        }
    }

    private func receivePlain(_ connection: Connection) {
        let isScratch = connection.inbox.isEmpty
        var buffer = takeBuffer(connection)
        let transfer = read(connection, into: &buffer)
        if case .moved = transfer { serve(connection, &buffer) }
        putBack(connection, buffer, isScratch: isScratch)
        switch transfer {
        case .moved: flush(connection)
        case .wouldBlock: break
        case .closed: peerIsDone(connection)
        }
    }

    /// Fills the pipe from the socket; false if there is nothing to go on with.
    private func fill(_ connection: Connection) -> Bool {
        unsafe pipe.bytes.pointee.incoming.removeAll()
        switch unsafe read(connection, into: &pipe.bytes.pointee.incoming) {
        case .moved: return true
        case .wouldBlock: return false
        case .closed:
            if connection.phase == .handshake { tallies[connection.listener].failedHandshakes.add(.closed) }
            peerIsDone(connection)
            return false
        }
    }

    private func read(_ connection: Connection, into buffer: inout ByteBuffer) -> Transfer {
        var transfer = Transfer.closed
        do throws(SystemError) {
            _ = try unsafe buffer.withRoom(Self.receiveSize) { room throws(SystemError) in
                let part = unsafe UnsafeMutableRawBufferPointer(rebasing: room.prefix(Self.receiveSize))
                transfer = try unsafe connection.socket.receive(into: part)
                guard case .moved(let count) = transfer else { return 0 }
                connection.mayHaveMore = count == part.count
                return count
            }
        } catch {
            shared.onEvent(.systemFailure(error))
        }
        return transfer
    }

    /// True once the handshake is done.
    private func continueHandshake(_ connection: Connection) -> Bool {
        switch connection.tls?.handshake() ?? .closed {
        case .done:
            if let kind = connection.tls?.kind { tallies[connection.listener].handshakes.add(kind) }
            connection.clientName = connection.tls?.clientName
            guard connection.tls?.isHTTP2 == true else {
                enter(.idle, connection)
                return true
            }
            return beginSession(connection)
        case .needsRead: return false
        case .closed, .failed(.closed):
            tallies[connection.listener].failedHandshakes.add(.closed)
            sendOutgoing(connection)
            close(connection, .handshakeFailed)
            return false
        case .failed(let failure):
            // The alert that says why goes out first.
            tallies[connection.listener].failedHandshakes.add(failure)
            sendOutgoing(connection)
            if isLive(connection) { linger(connection, because: .handshakeFailed) }
            return false
        }
    }

    /// The peer will send no more.
    ///
    /// What it asked for whole is answered by then, or it does not wait for the answer; there is no half-closed life in HTTP/1.1 worth its attack surface.
    private func peerIsDone(_ connection: Connection) {
        guard isLive(connection) else { return }
        close(connection, connection.endsBecause ?? .peer)
    }

    /// Reads and forgets, so that closing does not reset what the peer has not read yet.
    private func discard(_ connection: Connection) {
        unsafe pipe.bytes.pointee.incoming.removeAll()
        switch unsafe read(connection, into: &pipe.bytes.pointee.incoming) {
        case .moved, .wouldBlock: break
        case .closed: close(connection, connection.endsBecause ?? .finished)
        }
    }

    func isLive(_ connection: Connection) -> Bool { slab.connection(token: connection.token) === connection }

    /// The bytes that wait, out of the connection's hands while they are served; the loop's own buffer if none do.
    private func takeBuffer(_ connection: Connection) -> ByteBuffer {
        var buffer = ByteBuffer()
        if connection.inbox.isEmpty {
            swap(&buffer, &scratch)
        } else {
            swap(&buffer, &connection.inbox)
        }
        return buffer
    }

    private func putBack(_ connection: Connection, _ buffer: consuming ByteBuffer, isScratch: Bool) {
        guard isScratch else {
            if !buffer.isEmpty { swap(&connection.inbox, &buffer) }
            return
        }
        if !buffer.isEmpty, isLive(connection) { connection.inbox.append(buffer.span) }
        buffer.removeAll()
        swap(&scratch, &buffer)
    }
}
