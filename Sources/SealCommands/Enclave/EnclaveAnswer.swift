// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Crypto
internal import Kernel
internal import Wire

/// What an enclave answers to whoever asks who it is; nothing of it is believed yet.
struct EnclaveAnswer {
    private static let maximumBytes = 64 << 10
    /// More than an enclave tells at a time.
    private static let maximumSuccessors = 16

    /// The document's bytes.
    let document: [UInt8]
    /// Statements of keys that have succeeded those of the document.
    let successors: [[UInt8]]

    /// Reads an answer; `nil` for what is none.
    init?(_ body: [UInt8]) {
        var (document, successors): ([UInt8]?, [[UInt8]]) = (nil, [])
        do throws(JSONError) {
            var parser = try JSONParser(maximumBytes: Self.maximumBytes)
            try parser.withDocument(body.span) { root throws(JSONError) in
                if let text = try root.member("document")?.string { document = Base64.decode(text) }
                guard let list = try root.member("successors") else { return }
                var items = list.children
                while items.advance() {
                    guard successors.count < Self.maximumSuccessors, let item = items.value, let text = item.string,
                        let bytes = Base64.decode(text)
                    else { throw .wrongType }
                    successors.append(bytes)
                }
            }
        } catch { return nil }
        guard let document else { return nil }
        (self.document, self.successors) = (document, successors)
    }
}

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
        var last: SuccessorStatement?
        for bytes in statements {
            let statement = try? SuccessorStatement.verified(
                bytes.span, signingKey: key, cluster: cluster, after: last?.sequence ?? 0, at: now)
            last = statement ?? last
        }
        return last
    }
}
