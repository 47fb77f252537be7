// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// What the HTTP engine has counted, at one moment.
///
/// Plain numbers with label values from the engine's own closed enums, so that the engine need not know what a
/// metric is. Every value of an enum is given at every moment, also at 0.
public struct EngineSnapshot: Sendable {
    /// A number with its label values, in the order that each property names.
    public struct Tally: Sendable {
        /// The label values.
        public let labels: [String]
        /// The number.
        public let count: UInt64

        /// Makes a tally.
        public init(_ labels: String..., count: UInt64) {
            self.labels = labels
            self.count = count
        }
    }

    /// Replies sent: listener, code class (`2xx`).
    public var responses: [Tally] = []
    /// Connections that are open: listener.
    public var openConnections: [Tally] = []
    /// Connections accepted: listener.
    public var acceptedConnections: [Tally] = []
    /// Connections closed: listener, reason.
    public var closedConnections: [Tally] = []
    /// Handshakes completed: listener, TLS version (`1.3`), `true` if resumed.
    public var handshakes: [Tally] = []
    /// Handshakes failed: listener, reason.
    public var failedHandshakes: [Tally] = []
    /// Connections that spoke HTTP/2: listener.
    public var sessions: [Tally] = []
    /// Streams of HTTP/2 that are over: listener, how they ended.
    public var streams: [Tally] = []
    /// HTTP/2 connections ended for what the peer did too much of: listener, what.
    public var offences: [Tally] = []
    /// Requests and connections turned away for want of room: reason.
    public var shed: [Tally] = []
    /// Bytes of request bodies in memory.
    public var bytesInFlight: UInt64 = 0
    /// When the certificate in use expires, in seconds since 1970: listener.
    public var certificateExpiry: [Tally] = []

    /// Makes a snapshot of nothing.
    public init() {}
}

/// The engine's families; one snapshot feeds them all, so they speak of one moment.
public struct EngineMetrics: Collector {
    private static let responses = Family(
        .counter, "k3s_daas_http_requests_total", "Requests answered, by listener and class of status code.",
        labels: ["listener", "code"])
    private static let open = Family(
        .gauge, "k3s_daas_connections_open", "Connections that are open, by listener.", labels: ["listener"])
    private static let accepted = Family(
        .counter, "k3s_daas_connections_accepted_total", "Connections accepted, by listener.", labels: ["listener"])
    private static let closed = Family(
        .counter, "k3s_daas_connections_closed_total", "Connections closed, by listener and reason.",
        labels: ["listener", "reason"])
    private static let handshakes = Family(
        .counter, "k3s_daas_tls_handshakes_total", "TLS handshakes completed, by listener, version and resumption.",
        labels: ["listener", "version", "resumed"])
    private static let failed = Family(
        .counter, "k3s_daas_tls_handshake_failures_total", "TLS handshakes failed, by listener and reason.",
        labels: ["listener", "reason"])
    private static let sessions = Family(
        .counter, "k3s_daas_http2_connections_total", "Connections that spoke HTTP/2, by listener.",
        labels: ["listener"])
    private static let streams = Family(
        .counter, "k3s_daas_http2_streams_total", "Streams of HTTP/2 that are over, by listener and how they ended.",
        labels: ["listener", "end"])
    private static let offences = Family(
        .counter, "k3s_daas_http2_offences_total",
        "HTTP/2 connections ended for what the peer did too much of, by listener and what that was.",
        labels: ["listener", "offence"])
    private static let shed = Family(
        .counter, "k3s_daas_shed_total", "Requests and connections turned away for want of room, by reason.",
        labels: ["reason"])
    private static let bytes = Family(
        .gauge, "k3s_daas_body_bytes_in_flight", "Bytes of request bodies in memory.")
    private static let expiry = Family(
        .gauge, "k3s_daas_certificate_expiry_timestamp_seconds",
        "When the certificate in use expires, since 1970, by listener.", labels: ["listener"])

    private let snapshot: @Sendable () -> EngineSnapshot

    /// Takes where snapshots come from; called once per scrape.
    public init(snapshot: @escaping @Sendable () -> EngineSnapshot) { self.snapshot = snapshot }

    /// All of them.
    public var families: [Family] {
        [
            Self.responses, Self.open, Self.accepted, Self.closed, Self.handshakes, Self.failed, Self.sessions,
            Self.streams, Self.offences, Self.shed, Self.bytes, Self.expiry,
        ]
    }

    /// Takes one snapshot and writes it.
    public func collect(into exposition: inout Exposition) {
        let now = snapshot()
        let tallies = [
            (Self.responses, now.responses), (Self.open, now.openConnections), (Self.accepted, now.acceptedConnections),
            (Self.closed, now.closedConnections), (Self.handshakes, now.handshakes),
            (Self.failed, now.failedHandshakes), (Self.sessions, now.sessions), (Self.streams, now.streams),
            (Self.offences, now.offences),
            (Self.shed, now.shed), (Self.bytes, [EngineSnapshot.Tally(count: now.bytesInFlight)]),
            (Self.expiry, now.certificateExpiry),
        ]
        for (family, tallies) in tallies {
            exposition.write(family, tallies.map { Observed.Sample(.count($0.count), labels: $0.labels) })
        }
    }
}
