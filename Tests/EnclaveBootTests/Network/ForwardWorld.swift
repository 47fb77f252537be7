// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Synchronization
import Testing

@testable import EnclaveBoot

/// What stands behind a socket in these tests.
enum SocketKind: String, CaseIterable {
    case tcp, unix
}

/// A forwarder between a place to connect to and a target that the test plays itself; stopped when the test lets go of it.
final class ForwardWorld {
    let forwarder: Forwarder
    let target: Endpoint
    let events = Locked<[ForwardEvent]>([])
    private let listener: SharedListener
    private let folder: SocketFolder

    /// Where connections are taken.
    var source: Endpoint { forwarder.endpoints[0] }

    init(
        from source: SocketKind = .tcp, to target: SocketKind = .tcp, backlog: Int32 = 4096,
        listens: Bool = true, _ change: (inout ForwardLimits) -> Void = { _ in }
    ) throws {
        folder = try SocketFolder()
        let asked = try folder.endpoint(target, "target")
        listener = SharedListener(try asked.listen(backlog: backlog))
        self.target = try listener.withSocket { try asked.bound($0) }
        if !listens { listener.close() }
        var limits = ForwardLimits()
        change(&limits)
        let events = events
        let rule = ForwardRule(try folder.endpoint(source, "source"), to: .endpoint(self.target), name: "rule")
        forwarder = try Forwarder([rule], limits: limits) { event in events.withLock { $0.append(event) } }
        try forwarder.start()
    }

    deinit {
        forwarder.stop()
        forwarder.waitUntilStopped()
    }

    static var soon: Monotonic { Monotonic.now.advanced(by: .seconds(20)) }

    /// A connection to the forwarder.
    func connect() throws -> Stream { Stream(try source.connect(until: Self.soon)) }

    /// The connection that the forwarder carries it on by.
    func accept() throws -> Stream { try listener.withSocket { Stream(try $0.accept(until: Self.soon)) } }

    /// Both ends of one way.
    func pair() throws -> (client: Stream, server: Stream) {
        let client = try connect()
        return (client, try accept())
    }

    var statistics: ForwardStatistics { forwarder.statistics[0] }

    /// Waits for what the forwarder is about to do; bounded, and a failure says what it waited for.
    func wait(
        for what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: (ForwardStatistics) -> Bool
    ) {
        let end = Self.soon
        while !condition(statistics) {
            guard Monotonic.now < end else {
                Issue.record("waited in vain for \(what): \(statistics)", sourceLocation: sourceLocation)
                return
            }
            Pause.take(.milliseconds(1))
        }
    }
}

/// A listening socket in a class.
final class SharedListener {
    private var socket: Descriptor?

    init(_ socket: consuming Descriptor) { self.socket = consume socket }

    func close() { socket = nil }

    func withSocket<Result>(_ body: (borrowing Descriptor) throws -> Result) throws -> Result {
        switch socket {
        case .some(let socket): return try body(socket)
        case .none: throw SystemError(call: "accept", errno: EBADF)
        }
    }
}

/// One end of a connection, in a class, with calls that give up in time.
final class Stream: Sendable {
    let socket: Descriptor

    init(_ socket: consuming Descriptor) { self.socket = socket }

    func write(_ bytes: [UInt8]) throws { try socket.writeAll(bytes.span, until: ForwardWorld.soon) }

    func read(_ count: Int) throws -> [UInt8] { try socket.readExactly(count, until: ForwardWorld.soon) }

    /// Whether the other side has ended its direction, and sent nothing before.
    func isEnded() throws -> Bool {
        do throws(StreamError) {
            _ = try socket.readExactly(1, until: ForwardWorld.soon)
            return false
        } catch {
            if error == .ended(received: 0) { return true }
            throw error
        }
    }

    /// Whether the connection was broken.
    func isBroken() -> Bool {
        do throws(StreamError) {
            _ = try socket.readExactly(1, until: ForwardWorld.soon)
            return false
        } catch {
            return error == .system(SystemError(call: "recv", errno: ECONNRESET))
        }
    }

    /// Whether a connection to an endpoint is broken as soon as it is accepted, be it before its caller has heard of the latter.
    static func isRefused(by endpoint: Endpoint) throws -> Bool {
        do throws(StreamError) {
            return Stream(try endpoint.connect(until: ForwardWorld.soon)).isBroken()
        } catch {
            guard error == .system(SystemError(call: "connect", errno: ECONNRESET)) else { throw error }
            return true
        }
    }

    func finish() { socket.finishSending() }

    /// Breaks the connection when the last reference is dropped.
    func breakOff() { socket.breakOnClose() }
}

/// A folder for sockets, gone with its owner.
final class SocketFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-forward-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        for name in ["source", "target", "other"] { unlink(path + "/" + name) }
        rmdir(path)
    }

    /// A place to listen at.
    func endpoint(_ kind: SocketKind, _ name: String) throws -> Endpoint {
        switch kind {
        case .tcp: try #require(Endpoint("tcp:127.0.0.1:0"))
        case .unix: .unix("\(path)/\(name)")
        }
    }
}

extension Endpoint {
    /// The same with the port that the kernel chose.
    func bound(_ listener: borrowing Descriptor) throws -> Endpoint {
        guard case .tcp = self else { return self }
        return .tcp(try #require(try SocketAddress.local(of: listener)))
    }
}
