// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// What is told about an enclave beside its documents; who relies on it compares it with a document.
public struct EnclaveDescription: Sendable, Equatable {
    /// The release that runs.
    public var version: String
    /// The cluster that is served.
    public var cluster: Bytes32
    /// The Ed25519 key that successors are signed with; a document commits to its hash.
    public var signingKey: Bytes32
    /// Whether the security module is a simulator: it proves nothing.
    public var isSimulator: Bool

    /// Puts the facts together.
    public init(version: String, cluster: Bytes32, signingKey: Bytes32, isSimulator: Bool) {
        self.version = version
        self.cluster = cluster
        self.signingKey = signingKey
        self.isSimulator = isSimulator
    }
}
