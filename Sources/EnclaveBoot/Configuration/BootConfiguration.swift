// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Crypto
public import Kernel
public import PKI
public import Telemetry

/// What an enclave shall do, checked; it comes from one file, which lies in the image and is measured with it.
///
/// Neither flags nor variables change a word of it: what ran would not be what was measured.
public struct BootConfiguration: Sendable {
    /// SHA-256 of the file's bytes, to which the enclave commits itself.
    public var hash: Bytes32
    /// The cluster that it serves.
    public var cluster: Bytes32
    /// The chain that decides, by the digest of its first checkpoint.
    public var chain: Bytes32
    /// Where the security module answers.
    public var securityModule: SecurityModuleAddress
    /// Who must have signed for the security module.
    public var root: Root
    /// Whether an enclave in debug mode goes on, though everybody can read its memory.
    public var allowsDebug: Bool
    /// Where anybody may ask for attestations.
    public var listenAddress: SocketAddress
    /// Where health and metrics are served.
    public var opsAddress: SocketAddress
    /// What the TLS certificate is for; at least one name.
    public var names: [SubjectName]
    /// How the TLS certificate is made.
    public var certificate: Certificate
    /// Who may bring secrets, by their Ed25519 keys; at least one.
    public var provisioners: [PublicKey]
    /// Which secrets must be there before a program starts.
    public var secrets: [SecretName]
    /// Where secrets are brought to.
    public var provisioning: Provisioning
    /// Connections from outside.
    public var forwardsIn: [Forward]
    /// Connections to the outside.
    public var forwardsOut: [Forward]
    /// What runs, in the order of its start.
    public var programs: [Program]
    /// What k3s' apiserver and webhook-server know each other by; `nil` is nothing.
    public var loopback: Loopback?
    /// What is kept over a restart, outside; `nil` is nothing.
    public var state: State?
    /// The file with the certificates that the apiserver's come from, which anybody is told; `nil` where nobody is.
    public var clusterAuthority: String?
    /// The least important kind of message that is logged.
    public var logLevel: Log.Level
    /// How log lines are written.
    public var logFormat: LineEncoder.Format

    /// Where the security module answers.
    public enum SecurityModuleAddress: Sendable, Equatable {
        /// At the device of the enclave.
        case device
        /// At the Unix socket of a simulator.
        case socket(String)
    }

    /// Who must have signed for the security module.
    public enum Root: Sendable, Equatable {
        /// AWS, for all but its partitions of governments.
        case aws
        /// AWS GovCloud.
        case awsGovCloud
        /// A simulator, by the SHA-256 of its root certificate: it proves nothing.
        case simulator(Bytes32)
    }

    /// How the TLS certificate is made.
    public struct Certificate: Sendable, Equatable {
        /// The folder that certificate and key are written to, in memory.
        public var folder: String
        /// How long a certificate holds; it is renewed after half of that.
        public var lifetime: Duration
        /// How long a key is used before another succeeds it; `nil` is as long as the enclave runs.
        public var keyLifetime: Duration?
    }

    /// Where secrets are brought to.
    public struct Provisioning: Sendable, Equatable {
        /// `vsock:PORT`, or in trials an address that only this machine reaches.
        public var endpoint: Endpoint
        /// The folder in memory that programs find their secrets in.
        public var folder: String
    }

    /// Connections that are carried on elsewhere.
    public struct Forward: Sendable, Equatable {
        /// Where they are taken.
        public var endpoint: Endpoint
        /// Where they are carried on to.
        public var target: Endpoint
    }

    /// What is kept over a restart.
    public struct State: Sendable, Equatable {
        /// What is kept.
        public var parts: [StatePart]
        /// The folder in memory for snapshots on their way.
        public var spool: String
    }
}
