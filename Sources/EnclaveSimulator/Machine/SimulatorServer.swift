// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Kernel
internal import NSM

/// Puts a simulated module behind a Unix socket: for development, demonstrations and tests.
///
/// One thread answers all connections in turn, as one device answers all processes.
public final class SimulatorServer: Sendable {
    /// How many may be connected at a time; others wait.
    public static let connectionLimit = 64
    private static let (listenerToken, bellToken) = (UInt64.max, UInt64.max - 1)

    private let bell: Bell
    private let thread: SharedThread

    /// Rings from another thread.
    private final class Bell: Sendable {
        let wakeup: Wakeup
        let isStopping = Locked(false)

        init() throws(SystemError) { wakeup = try Wakeup() }
    }

    /// A client and what it has sent so far.
    private final class Connection {
        let socket: Descriptor
        var received = ByteBuffer()

        init(_ socket: consuming Descriptor) { self.socket = socket }
    }

    /// Listens at a path and answers until ``stop()``; a socket that nobody listens at any more is replaced.
    public init(_ module: SimulatedModule, path: String) throws(SystemError) {
        let listener = SharedDescriptor(try Endpoint.unix(path).listen())
        let bell = try Bell()
        self.bell = bell
        thread = try SharedThread(name: "simulator") {
            guard let listener = listener.take() else { return }
            // What fails here is the process's own fault, such as too few descriptors; clients see the end.
            try? Self.serve(module, listener, bell)
        }
    }

    /// Ends the thread and all connections.
    public func stop() {
        bell.isStopping.withLock { $0 = true }
        bell.wakeup.ring()
        thread.join()
    }

    private static func serve(
        _ module: SimulatedModule, _ listener: borrowing Descriptor, _ bell: Bell
    ) throws(SystemError) {
        let poller = try Poller()
        try poller.add(bell.wakeup.descriptor, .readable, token: bellToken)
        try poller.add(listener, .readable, token: listenerToken)
        var connections: [UInt64: Connection] = [:]
        var nextToken: UInt64 = 0
        while !bell.isStopping.withLock({ $0 }) {
            let count = try poller.wait(until: nil, now: .now)
            for index in 0..<count {
                let event = poller.event(index)
                if event.token == listenerToken {
                    guard let socket = try listener.accept() else { continue }
                    // Dropped, it is closed.
                    guard connections.count < connectionLimit else { continue }
                    let connection = Connection(socket)
                    try poller.add(connection.socket, .readable, token: nextToken)
                    connections[nextToken] = connection
                    nextToken += 1
                } else if let connection = connections[event.token], !isServed(connection, module) {
                    connections[event.token] = nil
                }
            }
        }
    }

    /// Answers what has come in whole; false once the connection is of no use.
    private static func isServed(_ connection: Connection, _ module: SimulatedModule) -> Bool {
        guard take(connection) else { return false }
        while connection.received.count >= NSMSocket.headLength {
            let bytes = connection.received.bytes
            let length = NSMSocket.length(bytes[..<NSMSocket.headLength])
            guard length <= NSMLimits.request else { return false }
            guard bytes.count >= NSMSocket.headLength + length else { return true }
            connection.received.consume(NSMSocket.headLength + length)
            let request = Array(bytes[NSMSocket.headLength...].prefix(length))
            guard let answer = try? module.exchange(request), say(answer, connection) else { return false }
        }
        return true
    }

    private static func take(_ connection: Connection) -> Bool {
        var outcome = Transfer.closed
        _ = unsafe connection.received.withRoom(NSMLimits.request + NSMSocket.headLength) { room in
            outcome = unsafe (try? connection.socket.receive(into: room)) ?? .closed
            if case .moved(let count) = outcome { return count }
            return 0
        }
        return outcome != .closed
    }

    /// Sends an answer at once; who does not take it away is no client.
    private static func say(_ answer: [UInt8], _ connection: Connection) -> Bool {
        let message = NSMSocket.head(answer.count) + answer
        return (try? connection.socket.send(message.span)) == .moved(message.count)
    }
}
