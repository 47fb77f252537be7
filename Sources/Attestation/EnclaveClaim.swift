// SPDX-License-Identifier: Apache-2.0
public import Crypto
internal import Wire

/// What the signing key signs when an enclave is registered on the chain, as `enclave_registry` has it.
public struct EnclaveClaim: Hashable, Sendable {
    /// The cluster.
    public var cluster: Bytes32
    /// Who sends the transaction.
    public var registrant: Bytes32
    /// Where the enclave is reached.
    public var endpoint: String

    /// Makes a claim.
    public init(cluster: Bytes32, registrant: Bytes32, endpoint: String) {
        self.cluster = cluster
        self.registrant = registrant
        self.endpoint = endpoint
    }

    /// The BCS of the contract's `EnclaveClaim`, of which the signature is made.
    public var bytes: [UInt8] {
        var writer = BCSWriter()
        writer.bytes(Array("k3s-daas/enclave/v1".utf8))
        writer.fixed(cluster.bytes.span)
        writer.fixed(registrant.bytes.span)
        writer.string(endpoint)
        return writer.bytes
    }

    /// Whether this key signed it.
    public func isSigned(_ signature: [UInt8], by key: PublicKey) -> Bool {
        key.curve == .ed25519 && key.isValid(signature, over: bytes)
    }
}
