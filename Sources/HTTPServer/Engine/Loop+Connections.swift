// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Synchronization

extension Loop {
    /// Begins to serve an accepted socket.
    func open(_ socket: consuming Descriptor, listener index: Int) {
        let listener = shared.listeners[index]
        var tls: TLSSession?
        if let context = listener.context {
            tls = TLSSession(context: context, pipe: pipe)
            guard tls != nil else { return abandon(index) }
        }
        let (slot, generation) = slab.nextSlot()
        let connection = Connection(
            socket: socket, slot: slot, generation: generation, listener: index, tls: tls.take(),
            limits: HeadLimits(total: shared.limits.head))
        do throws(SystemError) {
            try poller.add(connection.socket, connection.interest, token: connection.token)
        } catch {
            slab.abandon(slot: slot)
            shared.onEvent(.systemFailure(error))
            return abandon(index)
        }
        slab.insert(connection)
        tallies[index].open.add()
        enter(connection.phase, connection)
    }

    /// Ends a connection now.
    func close(_ connection: Connection, _ reason: CloseReason) {
        // Closing the descriptor takes it out of epoll: it has no duplicate.
        slab.remove(connection)
        if connection.phase == .answer { shared.inFlight.subtract(1, ordering: .relaxed) }
        connection.requestID = 0
        discharge(connection)
        if let session = connection.session { closeStreams(session) }
        tallies[connection.listener].open.add(-1)
        seat.load.subtract(1, ordering: .relaxed)
        tallies[connection.listener].closed.add(reason)
        shared.count(closed: connection.listener)
    }

    /// Goes to a phase, with its deadline.
    func enter(_ phase: Connection.Phase, _ connection: Connection) {
        connection.phase = phase
        let limits = shared.limits
        let time =
            switch phase {
            case .handshake: limits.handshake
            case .idle: limits.idle
            case .head: limits.headTime
            case .body: limits.bodyTime
            case .answer: limits.answer
            case .streams: limits.headTime
            case .linger: limits.linger
            }
        connection.phaseDeadline = now.advanced(by: time)
        slab.updateDeadline(connection)
    }

    /// A phase has lasted too long.
    func expire(_ connection: Connection) {
        if connection.isBlocked, connection.sendDeadline <= now { return close(connection, .writeTimeout) }
        switch connection.phase {
        case .handshake:
            tallies[connection.listener].failedHandshakes.add(.timeout)
            close(connection, .handshakeTimeout)
        case .idle:
            connection.tls?.close()
            sendOutgoing(connection)
            close(connection, .idleTimeout)
        case .head:
            refuse(connection, .requestTimeout, because: .headTimeout)
            flush(connection)
        case .body:
            refuse(connection, .requestTimeout, because: .bodyTimeout)
            flush(connection)
        case .answer:
            shared.inFlight.subtract(1, ordering: .relaxed)
            connection.requestID = 0
            connection.keepsAlive = false
            writeReply(connection, .gatewayTimeout, "text/plain", ReplyFields()) { $0.append("no answer in time\n") }
            flush(connection)
        case .streams: expireStreams(connection)
        case .linger: close(connection, connection.endsBecause ?? .finished)
        }
    }

    /// Watches for what the phase waits for.
    func setInterest(_ connection: Connection, _ interest: Poller.Interest) {
        guard connection.interest != interest else { return }
        do throws(SystemError) {
            try poller.modify(connection.socket, interest, token: connection.token)
            connection.interest = interest
        } catch {
            shared.onEvent(.systemFailure(error))
            close(connection, .failure)
        }
    }

    /// Has what is still there reported once more.
    func rearm(_ connection: Connection) {
        connection.mayHaveMore = false
        guard isLive(connection), connection.interest == Connection.reading else { return }
        do throws(SystemError) {
            try poller.modify(connection.socket, connection.interest, token: connection.token)
        } catch {
            shared.onEvent(.systemFailure(error))
            close(connection, .failure)
        }
    }

    /// Gives what the connection took from the memory budget back.
    func discharge(_ connection: Connection) {
        guard connection.charged > 0 else { return }
        shared.memory.giveBack(connection.charged)
        connection.charged = 0
    }

    /// A socket that was counted and could not be served.
    private func abandon(_ listener: Int) {
        seat.load.subtract(1, ordering: .relaxed)
        shared.count(closed: listener)
        tallies[listener].closed.add(.failure)
    }
}
