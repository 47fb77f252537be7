// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Which enclave is believed: what the chain says, and what the staker has said beside it.
struct EnclaveExpectation: Sendable {
    /// Decides about documents.
    let verifier: Verifier
    private let entry: EnclaveEntry

    /// Puts it together; refused where chain and staker contradict each other, or what the chain says would be met by anybody.
    init(_ serving: ServingEnclave, _ settings: WorkerConfiguration.Enclave) throws(WorkerFailure) {
        let (chain, entry) = (serving.measurements, serving.entry)
        let image = [chain.pcr0, chain.pcr1, chain.pcr2]
        guard settings.measurements.isEmpty || settings.measurements == image else {
            throw WorkerFailure(
                .masterUntrusted,
                "the chain asks for another enclave than master_pcr0 to master_pcr2: its image was changed")
        }
        var others: [Int: [UInt8]] = [:]
        if !chain.pcr16.isEmpty { others[EnclaveCommitment.register] = chain.pcr16 }
        guard let policy = PCRPolicy(pcr0: chain.pcr0, pcr1: chain.pcr1, pcr2: chain.pcr2, others: others) else {
            throw WorkerFailure(
                .masterUntrusted, "what the chain asks of enclaves is met by every enclave in debug mode")
        }
        verifier = Verifier(root: try Self.root(settings.root), policy: policy)
        self.entry = entry
    }

    private static func root(_ root: WorkerConfiguration.Root) throws(WorkerFailure) -> TrustRoot {
        switch root {
        case .aws: return .aws
        case .awsGovCloud: return .awsGovCloud
        case .other(let digits):
            guard let digest = Bytes32(hex: digits) else {
                throw WorkerFailure(.configuration, "attestation_root: not 64 hexadecimal digits")
            }
            return .only(sha256OfDER: digest)
        }
    }

    /// Looks at a document; `nonce` is the challenge that it must answer, `nil` for one that was made for everybody.
    func attest(
        _ bytes: [UInt8], nonce: Bytes32?, at now: WallTime
    ) throws(WorkerFailure) -> EnclaveCommitment {
        let document: UnverifiedDocument
        do throws(AttestationRefusal) { document = try UnverifiedDocument(bytes.span) } catch {
            throw WorkerFailure(.masterUntrusted, "the enclave's document is refused: \(error.reason)")
        }
        let age = nonce == nil ? Freshness.maximumAgeOfCopy : Freshness.maximumAgeOfAnswer
        let verdict = verifier.verify(document, freshness: .live(now: now, maxAge: age), nonce: nonce?.bytes)
        guard case .attested(let enclave) = verdict else {
            if case .refused(let refusal) = verdict {
                throw WorkerFailure(.masterUntrusted, "the enclave is refused: \(refusal.reason)")
            }
            throw WorkerFailure(.masterUntrusted, "the enclave is refused")
        }
        guard let commitment = enclave.commitment else {
            throw WorkerFailure(.masterUntrusted, "the enclave commits to no key, so anybody could be in between")
        }
        try check(commitment)
        return commitment
    }

    /// The enclave must be the one that is registered: another of the same image has other keys.
    private func check(_ commitment: EnclaveCommitment) throws(WorkerFailure) {
        guard let key = Bytes32(entry.signingKey.span), let digest = try? SigningKeyInfo.digest(of: key),
            constantTimeEqual(digest, commitment.signing)
        else {
            throw WorkerFailure(.masterUntrusted, "the enclave is genuine, and not the one that the chain names")
        }
    }

    /// Whether the key that a connection has shown is the enclave's: the one that it has fixed, or the last that its signing key has put
    /// in that one's place.
    func check(
        _ shown: Bytes32, _ commitment: EnclaveCommitment, successors: [[UInt8]], cluster: Bytes32, at now: WallTime
    ) throws(WorkerFailure) {
        var last: SuccessorStatement?
        if let key = PublicKey(.ed25519, entry.signingKey) {
            last = .last(of: successors, signingKey: key, cluster: cluster, at: now)
        }
        guard constantTimeEqual(last?.tls ?? commitment.tls, shown) else {
            throw WorkerFailure(
                .masterUntrusted, "the enclave is genuine, and the connection is not to it: it has fixed another key")
        }
    }
}
