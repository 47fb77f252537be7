// SPDX-License-Identifier: Apache-2.0

/// What a server has done so far, for a metrics page.
public struct Statistics: Sendable {
    /// By listener, in the order of the settings.
    public var listeners: [ListenerStatistics] = []
    /// What was turned away to stay alive, by why.
    public var shed: [ShedReason: Int] = .zero
    /// Requests that wait for a handler.
    public var requestsInFlight = 0
    /// Bytes of bodies that are held.
    public var bodyBytes = 0
    /// New certificates that were taken.
    public var certificatesLoaded = 0
    /// New certificates that were refused.
    public var certificatesRefused = 0
}

/// What one listener has done so far.
public struct ListenerStatistics: Sendable {
    /// Its name.
    public let name: String
    /// Connections that are open now.
    public var openConnections = 0
    /// Connections accepted.
    public var accepted = 0
    /// Connections closed, by why.
    public var closed: [CloseReason: Int] = .zero
    /// Handshakes that ended well.
    public var handshakes: [HandshakeKind: Int] = .zero
    /// Handshakes that did not end well, by why.
    public var failedHandshakes: [HandshakeFailure: Int] = .zero
    /// Replies sent, by status.
    public var replies: [Status: Int] = .zero
    /// Connections that spoke HTTP/2.
    public var sessions = 0
    /// Streams of HTTP/2 that are over, by how they ended.
    public var streams: [StreamEnd: Int] = .zero
    /// Connections of HTTP/2 that were ended for what the peer did too much of, by what.
    public var offences: [Offence: Int] = .zero

    init(name: String) { self.name = name }
}

extension Dictionary where Key: CaseIterable, Value == Int {
    /// Every case at 0, so that no series is missing until it first counts.
    fileprivate static var zero: Self { .init(uniqueKeysWithValues: Key.allCases.map { ($0, 0) }) }
}

/// How a handshake ended well.
public enum HandshakeKind: Sendable, CaseIterable {
    case full12, resumed12, full13, resumed13

    /// The protocol version.
    public var version: StaticString {
        switch self {
        case .full12, .resumed12: "1.2"
        case .full13, .resumed13: "1.3"
        }
    }

    /// Whether an earlier session was reused.
    public var isResumed: Bool {
        switch self {
        case .resumed12, .resumed13: true
        case .full12, .full13: false
        }
    }
}

/// Why a connection ended.
public enum CloseReason: String, Sendable, CaseIterable {
    /// The peer closed.
    case peer
    /// A reply said that we would.
    case finished
    /// The handshake did not end well.
    case handshakeFailed = "handshake_failed"
    /// The handshake did not end in time.
    case handshakeTimeout = "handshake_timeout"
    /// A head did not end in time.
    case headTimeout = "head_timeout"
    /// A body did not end in time.
    case bodyTimeout = "body_timeout"
    /// The peer did not read its reply in time.
    case writeTimeout = "write_timeout"
    /// No request came for long.
    case idleTimeout = "idle_timeout"
    /// The request was refused as malformed or too large, or its handler would not answer it.
    case refused
    /// The peer did too much of what brings no request forward.
    case flood
    /// TLS or a system call failed.
    case failure
    /// The server ended.
    case drained
}

/// Why something was turned away.
public enum ShedReason: String, Sendable, CaseIterable {
    case connections, descriptors, memory
    case requestsInFlight = "requests_in_flight"
}
