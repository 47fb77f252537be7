// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Operations
public import SealAuthN
public import Telemetry

/// What a webhook-server shall do, checked: every value is in its range and every file was there.
public struct WebhookConfiguration: Sendable {
    /// Where apiservers ask; at least one.
    public var listeners: [Listener]
    /// Where health and metrics are served.
    public var opsAddress: SocketAddress
    /// How many event loops; 0 is one per core.
    public var loops: Int
    /// How long a stopping server waits for its clients.
    public var drainTimeout: Duration
    /// Where stakes and seals are read.
    public var source: Source
    /// What decides about stakes; `nil` is what is built in.
    public var policyFile: String?
    /// Whom tokens are for; at least one name.
    public var audiences: [String]
    /// Which groups a tier gets beside ours.
    public var groups: TierTable<[GroupName]>
    /// What requests may cost.
    public var limits: Limits
    /// The least important kind of message that is logged.
    public var logLevel: Log.Level
    /// How log lines are written.
    public var logFormat: LineEncoder.Format
    /// Where decisions are written down.
    public var auditLog: AuditDestination
    /// Where they are kept in a trail instead.
    public var auditTrail: TrailPlace?

    /// One group of addresses with the same TLS.
    public struct Listener: Sendable, Equatable {
        /// At least one address.
        public var addresses: [SocketAddress]
        /// The server's certificate chain in PEM.
        public var certificateFile: String
        /// The key of it in PEM.
        public var privateKeyFile: String
        /// The oldest TLS version that is spoken.
        public var minimumVersion: TLSVersion
        /// Whether HTTP/2 is offered.
        public var offersHTTP2: Bool
        /// Who may ask.
        public var clientAuthentication: ClientAuthentication
    }

    /// Who may ask.
    public struct ClientAuthentication: Sendable, Equatable {
        /// Whether a client shows a certificate.
        public enum Mode: String, Sendable, CaseIterable { case off, optional, required }

        /// Whether a client shows a certificate.
        public var mode: Mode
        /// The authorities in PEM; there is one unless the mode is off.
        public var caFile: String?
        /// The common names that are let in; empty lets in all.
        public var subjectNames: [String]
    }

    /// The file that decides.
    public struct Ledger: Sendable, Equatable {
        /// Its path.
        public var file: String
        /// How often it is looked at.
        public var reloadInterval: Duration
        /// The most bytes.
        public var maxSize: Int
    }

    /// What requests may cost.
    public struct Limits: Sendable, Equatable {
        /// The most connections at a time, over all loops.
        public var connections: Int
        /// The longest request line with header fields.
        public var headSize: Int
        /// The longest TokenReview that is read.
        public var authenticateBody: Int
        /// The longest SubjectAccessReview.
        public var authorizeBody: Int
        /// The longest AdmissionReview.
        public var admitBody: Int
        /// The memory for all bodies in flight.
        public var bodyMemory: Int
        /// The part of ``bodyMemory`` that only small reviews may use.
        public var reservedBodyMemory: Int
        /// From accept to the end of the handshake.
        public var handshakeTimeout: Duration
        /// From a request's first byte to the end of its head.
        public var headerTimeout: Duration
        /// From the end of the head to the end of the body.
        public var bodyTimeout: Duration
        /// From one answer to the next request.
        public var idleTimeout: Duration
        /// From the end of the body to the answer.
        public var answerTimeout: Duration
    }
}
