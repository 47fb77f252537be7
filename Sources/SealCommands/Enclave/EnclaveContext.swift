// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import Wire

/// What an enclave says about itself beside its documents: the key that it signs with, to be compared with what they commit to.
struct EnclaveContext {
    private static let maximumBytes = 64 << 10

    /// The Ed25519 key.
    let signingKey: Bytes32
    /// The cluster that it serves.
    let cluster: Bytes32

    /// Reads a security context; `nil` for what is none.
    init?(_ body: [UInt8]) {
        var (key, cluster): (Bytes32?, Bytes32?) = (nil, nil)
        do throws(JSONError) {
            var parser = try JSONParser(maximumBytes: Self.maximumBytes)
            try parser.withDocument(body.span) { root throws(JSONError) in
                if let text = try root.member("signingKey")?.string { key = Bytes32(hex: text) }
                if let text = try root.member("cluster")?.string { cluster = Bytes32(hex: text) }
            }
        } catch { return nil }
        guard let key, let cluster else { return nil }
        (signingKey, self.cluster) = (key, cluster)
    }

    /// The last of these statements that the key which the enclave has fixed has signed, and whose time has come.
    func last(of statements: [[UInt8]], _ commitment: EnclaveCommitment, at now: WallTime) -> SuccessorStatement? {
        guard let digest = try? SigningKeyInfo.digest(of: signingKey), constantTimeEqual(digest, commitment.signing),
            let key = PublicKey(.ed25519, signingKey.bytes)
        else { return nil }
        return .last(of: statements, signingKey: key, cluster: cluster, at: now)
    }
}
