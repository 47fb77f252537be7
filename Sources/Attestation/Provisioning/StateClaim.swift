// SPDX-License-Identifier: Apache-2.0
public import Crypto
internal import Wire

/// What an enclave's signing key signs about a snapshot, so that anybody can commit to it on chain.
///
/// The bytes are the BCS of the struct of this name in `contracts/sources/enclave_registry.move`.
public struct StateClaim: Hashable, Sendable {
    private static let domain = Array("k3s-daas/state/v1".utf8)

    /// Which cluster.
    public let cluster: Bytes32
    /// The snapshot's number.
    public let sequence: UInt64
    /// SHA-256 of the snapshot.
    public let root: Bytes32

    /// Makes a claim.
    public init(cluster: Bytes32, sequence: UInt64, root: Bytes32) {
        self.cluster = cluster
        self.sequence = sequence
        self.root = root
    }

    /// The BCS of the contract's `StateClaim`, of which the signature is made.
    public var bytes: [UInt8] {
        var writer = BCSWriter(capacity: 128)
        writer.bytes(Self.domain)
        writer.fixed(cluster.bytes.span)
        writer.integer(sequence)
        writer.bytes(root.bytes)
        return writer.bytes
    }

    /// Whether this key signed it.
    public func isSigned(_ signature: [UInt8], by key: PublicKey) -> Bool {
        key.curve == .ed25519 && key.isValid(signature, over: bytes)
    }
}
