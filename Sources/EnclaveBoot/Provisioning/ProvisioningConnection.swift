// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel

/// One connection: reads messages, asks the session what to do, does it, answers.
struct ProvisioningConnection: ~Copyable {
    private let socket: Descriptor
    private let settings: ProvisioningServer.Settings
    private let enclave: ProvisioningServer.Enclave
    private let report: @Sendable (ProvisioningEvent) -> Void
    private let opener: BoxOpener
    private let envelopeKey: EnvelopeKeyHolder

    private var session: ProvisioningSession
    /// The snapshot that comes in.
    private var incoming: NewFile?
    private var incomingPath = ""

    /// How long a document or a snapshot is waited for, and how long a refusal is given to arrive.
    private static let attestation = Duration.seconds(130)
    private static let goodbye = Duration.seconds(2)

    init(
        _ socket: consuming Descriptor, _ settings: ProvisioningServer.Settings,
        _ enclave: ProvisioningServer.Enclave, _ envelopeKey: EnvelopeKeyHolder,
        _ report: @escaping @Sendable (ProvisioningEvent) -> Void
    ) {
        self.socket = socket
        self.settings = settings
        self.enclave = enclave
        self.report = report
        self.envelopeKey = envelopeKey
        opener = BoxOpener(keys: enclave.keys)
        session = ProvisioningSession(settings.rules)
    }

    /// Serves it until its end.
    mutating func run(isStopping: () -> Bool) {
        let end = Monotonic.now.advanced(by: settings.connection)
        do throws(FrameError) {
            while !isStopping(), Monotonic.now < end {
                let message = try read(until: end)
                guard try take(message) else { return }
            }
        } catch {
            // Between two messages everybody may go.
            if error != .stream(.ended(received: 0)) { report(.lost(error)) }
        }
    }

    /// The next message; one that is too long ends the connection with a word.
    private func read(until end: Monotonic) throws(FrameError) -> [UInt8] {
        do throws(FrameError) {
            return try socket.readFrame(
                limit: ProvisioningFrame.limit, start: min(end, .now.advanced(by: settings.idle)),
                within: settings.message)
        } catch {
            if error == .badLength { refuse(ProvisioningRefusal(.tooLarge), "") }
            throw error
        }
    }

    /// Does what a message asks for; false once the connection is over.
    private mutating func take(_ message: [UInt8]) throws(FrameError) -> Bool {
        let step: Step
        do throws(Fault) { step = try perform(message) } catch {
            refuse(error.refusal, error.detail)
            return false
        }
        switch step {
        case .reply(let reply): try send(reply)
        case .snapshot(let saved, let offer): return try hand(out: saved, offer)
        }
        return true
    }

    /// What a message leads to.
    private enum Step {
        case reply(ProvisioningReply)
        case snapshot(StateKeeper.Saved, ProvisioningReply.SnapshotOffer)
    }

    /// A refusal with what only our log may know.
    private struct Fault: Error {
        let refusal: ProvisioningRefusal
        var detail = ""

        init(_ refusal: ProvisioningRefusal) { self.refusal = refusal }

        init(_ code: ProvisioningRefusal.Code) { refusal = ProvisioningRefusal(code) }

        init(_ failure: StateFailure) {
            refusal = failure.refusal
            detail = failure.description
        }
    }

    private mutating func perform(_ message: [UInt8]) throws(Fault) -> Step {
        switch try decide(message) {
        case .welcome(let nonce): return .reply(.welcome(nonce: nonce, cluster: settings.rules.cluster))
        case .attest(let nonce): return .reply(.document(try attest(nonce)))
        case .attestEnvelopeKey: return .reply(.document(try attestEnvelopeKey()))
        case .keep(let secrets, let binding):
            try keep { () throws(ProvisioningRefusal) in try opener.open(secrets, binding) }
            return .reply(.done)
        case .unwrap(let wrapped, let envelope):
            guard envelopeKey.isMade else { throw Fault(.outOfOrder) }
            try keep { () throws(ProvisioningRefusal) in try opener.unwrap(wrapped, envelope, envelopeKey) }
            return .reply(.done)
        case .save: return try save()
        case .claim(let claim): return .reply(try sign(claim))
        case .receive(let claim, let size):
            try begin(claim, size)
            return .reply(.done)
        case .piece(let bytes):
            try add(bytes)
            return .reply(.done)
        case .restore(let bytes, let claim):
            try add(bytes)
            try restore(claim)
            return .reply(.done)
        }
    }

    private mutating func decide(_ message: [UInt8]) throws(Fault) -> ProvisioningSession.Action {
        let nonce: Bytes32
        do throws(CryptoError) { nonce = try Bytes32.random() } catch { throw Fault(.busy) }
        do throws(ProvisioningRefusal) {
            return try session.receive(try ProvisioningRequest(message.span), nonce: nonce, at: .now)
        } catch { throw Fault(error) }
    }

    private mutating func attest(_ nonce: [UInt8]) throws(Fault) -> [UInt8] {
        let answer = Monitor<Result<[UInt8], AttestationFailure>?>(nil)
        enclave.attestations.attest(nonce: nonce) { result in
            answer.withLock { $0 = result }
            answer.notifyAll()
        }
        let found = answer.wait(until: .now.advanced(by: Self.attestation)) { $0 }
        guard let found else { throw Fault(.notAttested) }
        switch found {
        case .failure(let failure): throw Fault(failure == .busy ? .busy : .notAttested)
        case .success(let document):
            do throws(CryptoError) { session.attested(try SHA256.digest(of: document.span)) } catch {
                throw Fault(.notAttested)
            }
            report(.attested)
            return document
        }
    }

    private func attestEnvelopeKey() throws(Fault) -> [UInt8] {
        guard let attest = enclave.attestEnvelopeKey else { throw Fault(.notAttested) }
        let info: [UInt8]
        do throws(CryptoError) { info = try envelopeKey.publicKeyInfo() } catch { throw Fault(.notAttested) }
        do throws(AttestationFailure) { return try attest(info) } catch {
            throw Fault(error == .busy ? .busy : .notAttested)
        }
    }

    private func keep(
        _ open: () throws(ProvisioningRefusal) -> [SecretName: HeldSecret]
    ) throws(Fault) {
        do throws(ProvisioningRefusal) {
            let secrets = try open()
            try enclave.secrets.add(secrets)
            report(.kept(secrets.keys.sorted { $0.rawValue < $1.rawValue }))
        } catch { throw Fault(error) }
    }

    private func keeper() throws(Fault) -> StateKeeper {
        guard let state = enclave.state else { throw Fault(.noState) }
        return state
    }

    private func save() throws(Fault) -> Step {
        let keeper = try keeper()
        let saved: StateKeeper.Saved
        do throws(StateFailure) { saved = try keeper.save() } catch { throw Fault(error) }
        let signing = enclave.keys.signing.publicKey
        guard let key = Bytes32(signing.bytes.span) else { throw Fault(.notSaved) }
        do throws(CryptoError) {
            let signature = try enclave.keys.signing.sign(saved.claim.bytes)
            return .snapshot(
                saved,
                ProvisioningReply.SnapshotOffer(
                    claim: saved.claim, size: saved.size, signingKey: key, signature: signature))
        } catch { throw Fault(.notSaved) }
    }

    private func sign(_ claim: EnclaveClaim) throws(Fault) -> ProvisioningReply {
        let signing = enclave.keys.signing.publicKey
        guard let key = Bytes32(signing.bytes.span) else { throw Fault(.notAttested) }
        do throws(CryptoError) {
            return .claimed(signingKey: key, signature: try enclave.keys.signing.sign(claim.bytes))
        } catch { throw Fault(.notAttested) }
    }

    private mutating func begin(_ claim: StateClaim, _ size: UInt64) throws(Fault) {
        let keeper = try keeper()
        do throws(StateFailure) {
            // Before anything is taken in: it would only be thrown away.
            try keeper.check(claim)
            let place = try keeper.incoming()
            guard size <= place.limit else { throw StateFailure(.tooLarge) }
            incomingPath = place.path
        } catch { throw Fault(error) }
        do throws(FileError) { incoming = try NewFile(replacing: incomingPath) } catch { throw Fault(.notSaved) }
    }

    private func add(_ bytes: [UInt8]) throws(Fault) {
        do throws(FileError) { try incoming?.write(bytes.span) } catch { throw Fault(.notSaved) }
    }

    private mutating func restore(_ claim: StateClaim) throws(Fault) {
        let keeper = try keeper()
        guard let whole = incoming.take() else { throw Fault(.outOfOrder) }
        do throws(FileError) { try whole.finish() } catch { throw Fault(.notSaved) }
        let path = incomingPath
        defer { try? Folder.remove(path) }
        do throws(StateFailure) { try keeper.restore(claim, from: path) } catch { throw Fault(error) }
        session.finished()
        report(.restored(sequence: claim.sequence))
        enclave.secrets.notify()
    }

    /// Sends a snapshot in pieces; false where its file is not as it was written.
    private func hand(
        out saved: StateKeeper.Saved, _ offer: ProvisioningReply.SnapshotOffer
    ) throws(FrameError) -> Bool {
        try send(.snapshot(offer))
        let file: FileStream
        do throws(FileError) { file = try FileStream(saved.path, followsLinks: false) } catch { return broken(saved) }
        var left = offer.size
        while left > 0 {
            let piece: [UInt8]
            do throws(FileError) { piece = try file.next(ProvisioningFrame.pieceLength) } catch { return broken(saved) }
            guard !piece.isEmpty, UInt64(piece.count) <= left else { return broken(saved) }
            left -= UInt64(piece.count)
            try send(.piece(piece))
        }
        report(.saved(sequence: offer.claim.sequence, size: offer.size))
        return true
    }

    private func broken(_ saved: StateKeeper.Saved) -> Bool {
        refuse(ProvisioningRefusal(.notSaved), saved.path)
        return false
    }

    private func send(_ reply: ProvisioningReply) throws(FrameError) {
        try socket.writeFrame(reply.encoded, until: .now.advanced(by: settings.message))
    }

    /// Says why not, and waits a little for the peer to read it: what it has sent in vain would make the kernel drop our answer.
    private func refuse(_ refusal: ProvisioningRefusal, _ detail: String) {
        report(.refused(refusal, detail: detail))
        let deadline = Monotonic.now.advanced(by: Self.goodbye)
        guard (try? send(.refused(refusal))) != nil else { return }
        socket.finishSending()
        for _ in 0..<(2 * ProvisioningFrame.limit / 4096) {
            guard (try? socket.readExactly(4096, until: deadline)) != nil else { return }
        }
    }
}
