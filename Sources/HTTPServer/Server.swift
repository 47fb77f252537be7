// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc
public import Kernel
internal import Synchronization

/// An HTTPS server: loops on threads, listeners with their own certificates, an end without a lost request.
///
/// Making one binds its addresses and loads its certificates, so that whatever is wrong is known before
/// anything is served; ``start()`` serves.
public final class Server: Sendable {
    private let settings: ServerSettings
    private let shared: Shared
    private let loops: [Loop]
    private let certificates: CertificateReloader
    private let threads = Locked<Threads>(Threads())

    /// Where each listener listens, by name; the port is the real one where 0 was asked for.
    public let addresses: [String: SocketAddress]

    /// Why a server cannot start.
    public enum StartFailure: Error, Sendable {
        /// An address cannot be listened on.
        case listen(listener: String, SystemError)
        /// A certificate, key or CA cannot be used.
        case tls(listener: String, TLSFailure)
        /// A loop cannot be made.
        case system(SystemError)
    }

    private struct Threads: ~Copyable {
        var loops: [SharedThread] = []
        var reloader: SharedThread?
    }

    /// Binds, loads and checks; serves nothing yet.
    public init(
        _ settings: ServerSettings, listeners: [ListenerSettings],
        onEvent: @escaping @Sendable (ServerEvent) -> Void
    ) throws(StartFailure) {
        self.settings = settings
        certificates = CertificateReloader(onEvent: onEvent)
        var made: [Listener] = []
        for listener in listeners { made.append(try certificates.makeListener(listener)) }
        shared = Shared(limits: settings.limits, drain: settings.drain, listeners: made, onEvent: onEvent)

        let count = settings.loops > 0 ? settings.loops : Self.processors
        var loops: [Loop] = []
        var addresses: [String: SocketAddress] = [:]
        do throws(SystemError) {
            for index in 0..<count { loops.append(try Loop(index: index, shared: shared)) }
            loops[0].acceptor = try Acceptor(sharingAmong: loops.map { $0.seat })
        } catch {
            throw .system(error)
        }
        for (index, listener) in listeners.enumerated() {
            do throws(SystemError) {
                addresses[listener.name] = try Self.open(listener, index, loops[0])
            } catch {
                throw .listen(listener: listener.name, error)
            }
        }
        self.loops = loops
        self.addresses = addresses
    }

    private static func open(
        _ listener: ListenerSettings, _ index: Int, _ loop: Loop
    ) throws(SystemError) -> SocketAddress? {
        var socket = listener.inherited?.take()
        let isInherited = socket != nil
        if !isInherited { socket = try Descriptor.listening(at: listener.address) }
        guard let socket = socket.take() else { return nil }
        if isInherited { try socket.adoptAsListener() }
        let address = try SocketAddress.local(of: socket)
        try loop.acceptor?.add(socket, listener: index, isInherited: isInherited, loop: loop)
        return address
    }

    /// Serves, on threads of its own.
    public func start() throws(SystemError) {
        for loop in loops {
            let thread = try SharedThread(name: "http") { loop.run() }
            threads.withLock { $0.loops.append(thread) }
        }
        let reloader = try certificates.start(every: settings.reloadInterval)
        threads.withLock { $0.reloader = reloader }
        for (name, address) in addresses { shared.onEvent(.listening(listener: name, address: address)) }
    }

    /// Looks at the certificate files now, changed or not.
    public func reload() { certificates.reload() }

    /// Accepts no more, lets what is open come to its end, and ends.
    ///
    /// Replies say `Connection: close`; idle connections are left for the peer to close, since a request may be
    /// on its way on each of them.
    public func drain() {
        shared.onEvent(.draining)
        for loop in loops { loop.seat.mailbox.post(.drain) }
    }

    /// Cuts what is open and ends.
    public func stop() {
        for loop in loops { loop.seat.mailbox.post(.stop) }
    }

    /// Waits for the end: until all is drained or stopped.
    public func waitUntilStopped() {
        let running = threads.withLock { threads in
            let running = threads.loops
            threads.loops = []
            return running
        }
        for thread in running { thread.join() }
        certificates.stop()
        let reloader = threads.withLock { threads in threads.reloader.take() }
        reloader?.join()
        shared.onEvent(.stopped(cut: shared.cut.load(ordering: .relaxed)))
    }

    /// How many processors there are.
    public static var processors: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

    /// How many loops share the connections.
    public var loopCount: Int { loops.count }

    /// The version of OpenSSL at run time.
    public static var opensslVersion: String {
        guard let text = unsafe OpenSSL_version(OPENSSL_VERSION) else { return "unknown" }
        return unsafe String(cString: text)
    }

    /// What has happened so far.
    public var statistics: Statistics {
        var total = Statistics()
        total.listeners = shared.listeners.map { ListenerStatistics(name: $0.settings.name) }
        for loop in loops {
            for index in total.listeners.indices { loop.tallies[index].add(to: &total.listeners[index]) }
            loop.shed.add(to: &total.shed)
        }
        (total.certificatesLoaded, total.certificatesRefused) = certificates.totals
        total.requestsInFlight = shared.inFlight.load(ordering: .relaxed)
        total.bodyBytes = shared.memory.inUse
        return total
    }

    /// When each TLS listener's certificate ends, by name.
    public var certificateExpiries: [(listener: String, notAfter: WallTime)] {
        shared.listeners.compactMap { listener in
            listener.context.map { (listener.settings.name, $0.notAfter) }
        }
    }
}
