// SPDX-License-Identifier: Apache-2.0

/// What a server has done so far, for a metrics page.
public struct Statistics: Sendable {
    /// Connections that are open now.
    public var openConnections = 0
    /// Connections accepted.
    public var accepted = 0
    /// Connections closed, by why.
    public var closed: [CloseReason: Int] = .init(uniqueKeysWithValues: CloseReason.allCases.map { ($0, 0) })
    /// Full handshakes that ended well.
    public var fullHandshakes = 0
    /// Handshakes that reused an earlier session.
    public var resumedHandshakes = 0
    /// Handshakes that did not end well, by why.
    public var failedHandshakes: [HandshakeFailure: Int] =
        .init(uniqueKeysWithValues: HandshakeFailure.allCases.map { ($0, 0) })
    /// Replies sent, by status.
    public var replies: [Status: Int] = .init(uniqueKeysWithValues: Status.allCases.map { ($0, 0) })
    /// What was turned away to stay alive, by why.
    public var shed: [ShedReason: Int] = .init(uniqueKeysWithValues: ShedReason.allCases.map { ($0, 0) })
    /// Requests that wait for a handler.
    public var requestsInFlight = 0
    /// Bytes of bodies that are held.
    public var bodyBytes = 0
}

/// Why a connection ended.
public enum CloseReason: String, Sendable, CaseIterable {
    /// The peer closed, or a reply said that we would.
    case peer, finished
    case handshakeFailed = "handshake_failed"
    case handshakeTimeout = "handshake_timeout"
    case headTimeout = "head_timeout"
    case bodyTimeout = "body_timeout"
    case writeTimeout = "write_timeout"
    case idleTimeout = "idle_timeout"
    /// The request was refused as malformed or too large.
    case refused
    case failure
    case drained
}

/// Why something was turned away.
public enum ShedReason: String, Sendable, CaseIterable {
    case connections, descriptors, memory
    case requestsInFlight = "requests_in_flight"
}
