// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

extension Descriptor {
    /// Opens a listening TCP socket, non-blocking and closed on exec, that a successor can bind beside if it is shared.
    ///
    /// `SO_REUSEPORT` lets the next process listen before this one stops; `TCP_NODELAY` is inherited by every
    /// accepted socket, which saves a call for each. The corresponding C functions are `socket`, `setsockopt`,
    /// `bind` and `listen`.
    public static func listening(
        at address: SocketAddress, backlog: Int32 = 4096, isShared: Bool = true
    ) throws(SystemError) -> Descriptor {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Descriptor(owning: CInt(try SystemError.check("socket") { Int(Glibc.socket(family, kind, 0)) }))
        try socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
        if isShared { try socket.set(SOL_SOCKET, SO_REUSEPORT, 1) }
        try socket.set(CInt(IPPROTO_TCP), TCP_NODELAY, 1)
        // Two listeners, one per family, say what is meant; a dual-stack socket would let 0.0.0.0 in by [::].
        if address.isIPv6 { try socket.set(CInt(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        let raw = socket.raw
        _ = try SystemError.check("bind") {
            unsafe address.withCAddress { unsafe Int(bind(raw, $0, $1)) }
        }
        _ = try SystemError.check("listen") { Int(listen(raw, backlog)) }
        return socket
    }

    /// Makes a socket that came from elsewhere fit: non-blocking, closed on exec, no Nagle delay.
    public borrowing func adoptAsListener() throws(SystemError) {
        let raw = self.raw
        _ = try SystemError.check("fcntl") { Int(fcntl(raw, F_SETFL, O_NONBLOCK)) }
        _ = try SystemError.check("fcntl") { Int(fcntl(raw, F_SETFD, FD_CLOEXEC)) }
        try set(CInt(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// Steers new connections of the address to a younger socket of its `SO_REUSEPORT` group, if there is one.
    ///
    /// A process that drains calls this before it takes the last connections out of its own queue: what
    /// arrives in between goes to the successor instead of being reset when the socket closes. The kernel
    /// falls back to its hash when there is no younger socket. The corresponding C function is `setsockopt`
    /// with `SO_ATTACH_REUSEPORT_CBPF`.
    public borrowing func preferYoungerListener() throws(SystemError) {
        let raw = self.raw
        _ = try SystemError.check("setsockopt") { Int(clinux_prefer_younger_listener(raw)) }
    }

    /// Takes the next waiting connection, or `nil` if none is ready.
    ///
    /// The new descriptor is non-blocking and closed on exec from birth: there is no moment in which a fork
    /// could inherit it. A connection that died in the queue counts as none. The corresponding C function is
    /// `accept4`.
    public borrowing func accept() throws(SystemError) -> Descriptor? {
        let raw = self.raw
        do throws(SystemError) {
            return Descriptor(
                owning: CInt(try SystemError.check("accept4") { Int(clinux_accept(raw, nil, nil)) }))
        } catch {
            switch error.errno {
            // accept(2): errors already pending on the new socket are to be treated like EAGAIN.
            case EAGAIN, ECONNABORTED, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
                ENETUNREACH, EPERM:
                return nil
            default: throw error
            }
        }
    }

    /// Receives into `room`; a connection that was broken has ended.
    ///
    /// The corresponding C function is `recv`.
    @inline(__always)
    public borrowing func receive(into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Transfer {
        do throws(SystemError) { return try unsafe pull(into: room) } catch { return try Self.outcome(of: error) }
    }

    /// Sends what the kernel takes of `bytes`; a peer that is gone has ended the connection.
    ///
    /// The corresponding C function is `send` with `MSG_NOSIGNAL`.
    @inline(__always)
    public borrowing func send(_ bytes: Span<UInt8>) throws(SystemError) -> Transfer {
        do throws(SystemError) { return try push(bytes) } catch { return try Self.outcome(of: error) }
    }

    /// Ends our direction, so that the peer reads what was sent and then the end.
    ///
    /// The corresponding C function is `shutdown` with `SHUT_WR`; a peer that is already gone is no error.
    public borrowing func finishSending() { _ = shutdown(raw, CInt(SHUT_WR)) }

    private static func outcome(of error: SystemError) throws(SystemError) -> Transfer {
        switch error.errno {
        case ECONNRESET, EPIPE, ETIMEDOUT, ENOTCONN: .closed
        default: throw error
        }
    }

    private borrowing func set(_ level: CInt, _ option: CInt, _ value: CInt) throws(SystemError) {
        let raw = self.raw
        var value = value
        _ = try SystemError.check("setsockopt") {
            unsafe Int(setsockopt(raw, level, option, &value, socklen_t(MemoryLayout<CInt>.size)))
        }
    }
}
