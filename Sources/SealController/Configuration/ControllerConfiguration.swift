// SPDX-License-Identifier: Apache-2.0
public import ClusterChain
public import Kernel
public import Operations
public import Telemetry

/// What a seal-controller shall do, checked: every value is in its range and every file was there.
public struct ControllerConfiguration: Sendable {
    /// Where the public API is served.
    public var api: API
    /// Where health and metrics are served.
    public var opsAddress: SocketAddress
    /// How many event loops; 0 is one per core.
    public var loops: Int
    /// How long a stopping server waits for its clients.
    public var drainTimeout: Duration
    /// The chain that decides.
    public var chain: ChainConfiguration
    /// The cluster that machines join; `nil` where the API alone is served.
    public var kubernetes: Kubernetes?
    /// What is told of the apiserver; `nil` where nothing is.
    public var apiserver: Apiserver?
    /// Where the enclave's attestation is asked for.
    public var attestation: Attestation?
    /// What requests may cost.
    public var limits: Limits
    /// The least important kind of message that is logged.
    public var logLevel: Log.Level
    /// How log lines are written.
    public var logFormat: LineEncoder.Format
    /// Where joins and refusals are written down.
    public var auditLog: AuditDestination
    /// Where they are kept in a trail instead.
    public var auditTrail: TrailPlace?
    /// How the audit logs are anchored; `nil` where they are not.
    public var anchoring: Anchoring?

    /// The public listener.
    public struct API: Sendable, Equatable {
        /// At least one address.
        public var addresses: [SocketAddress]
        /// The server's certificate chain in PEM.
        public var certificateFile: String
        /// The key of it in PEM.
        public var privateKeyFile: String
        /// The oldest TLS version that is spoken.
        public var minimumVersion: TLSVersion
        /// Whom tokens for the cluster are for, as kubeconfigs say it.
        public var audience: String
    }

    /// The apiserver as others reach it.
    public struct Apiserver: Sendable, Equatable {
        /// `https://…`.
        public var url: String
        /// Its authorities, in PEM.
        public var authorityFile: String
    }

    /// The enclave's listener.
    public struct Attestation: Sendable, Equatable {
        /// `https://HOST:PORT`.
        public var source: String
        /// The authorities that it is known by; `nil` for the system's.
        public var authorityFile: String?
    }

    /// What requests may cost.
    public struct Limits: Sendable, Equatable {
        /// Requests in a minute by one staker.
        public var perStaker: Int
        /// Requests in a minute from one address, where nobody says who asks.
        public var perAddress: Int
        /// The most connections at a time, over all loops.
        public var connections: Int
        /// The memory for all bodies in flight.
        public var bodyMemory: Int
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
