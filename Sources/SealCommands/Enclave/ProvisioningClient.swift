// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel

/// A connection to where an enclave is brought its secrets, and who was found to be there.
struct ProvisioningClient: ~Copyable {
    private let socket: Descriptor
    private let place: String

    /// How long an enclave may take to answer: to make a snapshot takes longest.
    private static let patience = Duration.seconds(180)
    private static let message = Duration.seconds(60)

    /// Connects.
    init(_ endpoint: Endpoint) throws(CommandFailure) {
        place = endpoint.description
        do throws(StreamError) {
            socket = try endpoint.connect(until: .now.advanced(by: .seconds(15)))
        } catch {
            throw CommandFailure("\(endpoint): \(error)", .unavailable)
        }
    }

    /// Says something, and waits for the answer; a refusal is a failure.
    func ask(_ request: ProvisioningRequest) throws(CommandFailure) -> ProvisioningReply {
        try send(request)
        return try next()
    }

    /// The next answer.
    func next() throws(CommandFailure) -> ProvisioningReply {
        let bytes: [UInt8]
        do throws(FrameError) {
            bytes = try socket.readFrame(
                limit: ProvisioningFrame.limit, start: .now.advanced(by: Self.patience), within: Self.message)
        } catch { throw lost(error) }
        guard let reply = ProvisioningReply(bytes.span) else { throw foreign }
        if case .refused(let refusal) = reply {
            throw CommandFailure("\(place): refused: \(refusal)", .refused, refusal: refusal)
        }
        return reply
    }

    private func send(_ request: ProvisioningRequest) throws(CommandFailure) {
        do throws(FrameError) {
            try socket.writeFrame(request.encoded, until: .now.advanced(by: Self.message))
        } catch {
            // A refusal may have come meanwhile, which says more.
            if let bytes = try? socket.readFrame(
                limit: ProvisioningFrame.limit, start: .now, within: .seconds(1)),
                case .refused(let refusal)? = ProvisioningReply(bytes.span)
            {
                throw CommandFailure("\(place): refused: \(refusal)", .refused, refusal: refusal)
            }
            throw lost(error)
        }
    }

    private func lost(_ error: FrameError) -> CommandFailure {
        CommandFailure("\(place): the connection broke: \(error)", .unavailable)
    }

    /// What is said of an answer that no enclave of ours gives.
    var foreign: CommandFailure { CommandFailure("\(place): this is no enclave's answer", .unavailable) }

    /// Has the enclave show who it is, on this very connection, and believes it only if all of it holds.
    func verified(_ verifier: Verifier, _ console: Console) throws(CommandFailure) -> VerifiedRecipient {
        let nonce: Bytes32
        do throws(CryptoError) { nonce = try Bytes32.random() } catch { throw CommandFailure(error) }
        guard case .document(let document) = try ask(.attest(nonce: nonce.bytes)) else { throw foreign }
        let enclave = try EnclaveConnection.verify(
            document, verifier, .live(now: console.now(), maxAge: Freshness.maximumAgeOfAnswer), nonce.bytes, place)
        guard enclave.isTrusted else {
            throw CommandFailure("\(place): nothing is brought to an enclave that is not trusted", .refused)
        }
        guard let commitment = enclave.commitment, let recipient = enclave.publicKey.flatMap({ Bytes32($0.span) })
        else {
            throw CommandFailure("\(place): the enclave commits to no key that a secret could be sealed to", .refused)
        }
        return try VerifiedRecipient(enclave, commitment, recipient, document)
    }
}

/// An enclave that was verified, and what orders to it are bound to.
struct VerifiedRecipient {
    /// Who it is.
    let enclave: AttestedEnclave
    /// What it has fixed.
    let commitment: EnclaveCommitment
    /// What secrets are sealed to.
    let recipient: Bytes32

    /// The document, for those who verify it once more.
    let bytes: [UInt8]

    private let measurements: Bytes32
    private let document: Bytes32

    init(
        _ enclave: AttestedEnclave, _ commitment: EnclaveCommitment, _ recipient: Bytes32, _ document: [UInt8]
    ) throws(CommandFailure) {
        self.enclave = enclave
        self.commitment = commitment
        self.recipient = recipient
        bytes = document
        do throws(CryptoError) {
            self.document = try SHA256.digest(of: document.span)
            measurements = try MeasurementsID.of(
                pcr0: enclave.pcrs[0] ?? [], pcr1: enclave.pcrs[1] ?? [], pcr2: enclave.pcrs[2] ?? [])
        } catch { throw CommandFailure(error) }
    }

    /// What an order is bound to that answers this challenge.
    func binding(_ cluster: Bytes32, _ nonce: Bytes32) -> ProvisioningOrder.Binding {
        .init(cluster: cluster, nonce: nonce, measurements: measurements, document: document)
    }
}
