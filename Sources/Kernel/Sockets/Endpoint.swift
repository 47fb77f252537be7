// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Where a stream of bytes begins or ends, whatever carries it: written `vsock:3:8443`, `tcp:127.0.0.1:6443`, `unix:/a/path`.
///
/// Names are never looked up here: what an endpoint is does not depend on anybody's answer.
public enum Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// Another machine beside the same hypervisor, or a port of our own.
    case vsock(VSockAddress)
    /// An IP address with a port.
    case tcp(SocketAddress)
    /// The path of a Unix socket, or an abstract name that begins with `@`.
    case unix(String)

    /// Reads `vsock:CID:PORT`, `vsock:PORT` (to listen at), `tcp:ADDRESS:PORT` with an IPv6 address in brackets, `unix:PATH`.
    public init?(_ text: String) {
        // inet_pton stops at a NUL: what follows one would be accepted unread.
        guard !text.utf8.contains(0), let colon = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "vsock":
            guard let address = VSockAddress(rest) else { return nil }
            self = .vsock(address)
        case "tcp":
            guard let address = SocketAddress(String(rest)) else { return nil }
            self = .tcp(address)
        case "unix":
            guard UnixAddress(String(rest)) != nil else { return nil }
            self = .unix(String(rest))
        default: return nil
        }
    }

    /// The form that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .vsock(let address): "vsock:\(address)"
        case .tcp(let address): "tcp:\(address)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Whether a connection to it can be opened: `vsock:PORT` names no machine, and port 0 nobody.
    public var isReachable: Bool {
        switch self {
        case .vsock(let address): address.cid != VSockAddress.any
        case .tcp(let address): address.port != 0
        case .unix: true
        }
    }

    /// Whether only this machine can reach it.
    public var isLocal: Bool {
        switch self {
        case .vsock: false
        case .tcp(let address): address.isLoopback
        case .unix: true
        }
    }

    /// Opens a listening socket, non-blocking and closed on exec; ``Descriptor/accept()`` takes connections from it.
    ///
    /// A path is made readable by its owner alone, and takes the place of a socket that nobody listens at any more.
    /// The corresponding C functions are `socket`, `bind` and `listen`.
    public func listen(backlog: Int32 = 512) throws(SystemError) -> Descriptor {
        if case .tcp(let address) = self {
            return try Descriptor.listening(at: address, backlog: backlog, isShared: false)
        }
        let socket = try makeSocket()
        let raw = socket.raw
        if case .unix(let path) = self, !path.hasPrefix("@") {
            // What `bind` makes has the mode of the socket: there is no moment in which others may connect.
            _ = try SystemError.check("fchmod") { Int(fchmod(raw, 0o600)) }
            try removeLeftover(path)
        }
        try unsafe withCAddress { address, length throws(SystemError) in
            _ = try SystemError.check("bind") { unsafe Int(bind(raw, address, length)) }
        }
        _ = try SystemError.check("listen") { Int(Glibc.listen(raw, backlog)) }
        return socket
    }

    /// Begins to connect, and does not wait: once the socket is writable, ``Descriptor/connectFailure()`` says how it went.
    ///
    /// The corresponding C functions are `socket` and `connect`.
    public func beginConnecting() throws(SystemError) -> Descriptor {
        guard isReachable else { throw SystemError(call: "connect", errno: EADDRNOTAVAIL) }
        let socket = try makeSocket()
        let raw = socket.raw
        if case .tcp = self { socket.sendAtOnce() }
        try unsafe withCAddress { address, length throws(SystemError) in
            do throws(SystemError) {
                _ = try SystemError.check("connect") { unsafe Int(Glibc.connect(raw, address, length)) }
            } catch {
                guard error.errno == EINPROGRESS else { throw error }
            }
        }
        return socket
    }

    /// Connects, and waits for it; `ETIMEDOUT` once `deadline` has passed.
    ///
    /// The socket is non-blocking, for the calls that take a deadline. It blocks, so never on a thread that others wait for.
    public func connect(until deadline: Monotonic) throws(StreamError) -> Descriptor {
        while true {
            do throws(SystemError) {
                let socket = try beginConnecting()
                guard try socket.wait(for: .writable, until: deadline) else { throw .pastDeadline }
                if let failure = try socket.connectFailure() { throw failure }
                return socket
            } catch {
                // A Unix socket has no "in progress": its queue is full, and nobody says when it no longer is.
                guard error.errno == EAGAIN, Monotonic.now < deadline else { throw StreamError(error) }
                Pause.take(.milliseconds(5))
            }
        }
    }

    /// A non-blocking stream socket of this family, closed on exec.
    private func makeSocket() throws(SystemError) -> Descriptor {
        let family =
            switch self {
            case .vsock: AF_VSOCK
            case .tcp(let address): address.isIPv6 ? AF_INET6 : AF_INET
            case .unix: AF_UNIX
            }
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return Descriptor(owning: CInt(try SystemError.check("socket") { Int(Glibc.socket(family, kind, 0)) }))
    }

    private func withCAddress(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        var outcome: Result<Void, SystemError> = .failure(SystemError(call: "bind", errno: EINVAL))
        func run(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
            do throws(SystemError) { outcome = .success(try unsafe body(address, length)) } catch {
                outcome = .failure(error)
            }
        }
        switch self {
        case .vsock(let address): unsafe address.withCAddress { unsafe run($0, $1) }
        case .tcp(let address): unsafe address.withCAddress { unsafe run($0, $1) }
        case .unix(let path): unsafe UnixAddress(path)?.withPointer { unsafe run($0, $1) }
        }
        try outcome.get()
    }

    /// Removes a socket that a process left behind; another kind of file stays, and `bind` will say so.
    private func removeLeftover(_ path: String) throws(SystemError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        do throws(SystemError) {
            // Somebody answers, or has no time for it: `bind` will refuse.
            _ = try beginConnecting()
        } catch {
            guard error.errno == ECONNREFUSED else { return }
            _ = try SystemError.check("unlink") { unsafe Int(unlink(path)) }
        }
    }
}
