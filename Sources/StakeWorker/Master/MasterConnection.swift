// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import HTTPClient
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// The master over HTTPS, believed for the reason that the staker has chosen.
final class MasterConnection: MasterDoor {
    private let settings: WorkerConfiguration.Master
    private let cluster: Address
    /// Which enclave the chain names; asked each time that a master is looked at.
    private let serving: @Sendable () throws(WorkerFailure) -> ServingEnclave
    private let state = Locked<Link?>(nil)

    /// Who was verified, and how it is spoken to.
    private struct Link: Sendable {
        var master: VerifiedMaster
        var client: Client
        var expectation: EnclaveExpectation?
    }

    /// How long a master may take to say something.
    struct Patience: Hashable, Sendable {
        var usual = Duration.seconds(15)
        /// A join waits for its transaction, and for those before it: longer than any controller lets it (`limits.answerTimeout` is 120 s
        /// at most), so that what became of it is the controller's to say.
        var join = Duration.seconds(130)
    }

    private let patience: Patience
    /// How many connections a join tries for the one that leads to who leads.
    private static let doors = 4

    /// Gets ready; nobody is asked yet.
    init(
        _ settings: WorkerConfiguration.Master, cluster: Address, patience: Patience = Patience(),
        serving: @escaping @Sendable () throws(WorkerFailure) -> ServingEnclave
    ) {
        (self.settings, self.cluster, self.patience, self.serving) = (settings, cluster, patience, serving)
    }

    func verify() throws(WorkerFailure) -> VerifiedMaster {
        state.withLock { $0 = nil }
        let link: Link
        switch settings.trust {
        case .enclave(let enclave): link = try attested(try serving(), enclave)
        case .authority(let file): link = try vouched(file)
        }
        state.withLock { $0 = link }
        return link.master
    }

    func check() throws(WorkerFailure) {
        guard let link = state.withLock({ $0 }) else {
            _ = try verify()
            return
        }
        guard let known = link.expectation, case .enclave(let enclave) = settings.trust else { return }
        do throws(WorkerFailure) { try checkCopy(link, try expectation(enclave, known)) } catch {
            // A document that is too old, or a key that has changed, is no reason yet: who answers is asked by a challenge.
            guard error.code == .masterUntrusted else { throw error }
            _ = try verify()
        }
    }

    /// What the chain asks for now; what it asked for before, while it does not answer.
    private func expectation(
        _ enclave: WorkerConfiguration.Enclave, _ known: EnclaveExpectation
    ) throws(WorkerFailure) -> EnclaveExpectation {
        do throws(WorkerFailure) { return try EnclaveExpectation(try serving(), enclave) } catch {
            guard error.code == .chainUnavailable else { throw error }
            return known
        }
    }

    /// Looks at a document that the enclave made for everybody: what ties it to this connection is the key.
    private func checkCopy(_ link: Link, _ expectation: EnclaveExpectation) throws(WorkerFailure) {
        let answer = try Self.answer(try get("\(link.master.url)\(APIPath.attestation)", link.client))
        let now = WallTime.now
        let commitment = try expectation.attest(answer.document, nonce: nil, at: now)
        try expectation.check(
            link.master.serverKey, commitment, successors: answer.successors, cluster: cluster.raw, at: now)
    }

    /// Who is found not to be the master any more is verified anew before anything else is said: its key may only have changed.
    private func forgettingStrangers<Value>(_ body: () throws(WorkerFailure) -> Value) throws(WorkerFailure) -> Value {
        do throws(WorkerFailure) { return try body() } catch {
            if error.code == .masterUntrusted { state.withLock { $0 = nil } }
            throw error
        }
    }

    func challenge(_ request: ChallengeRequest) throws(WorkerFailure) -> Challenge {
        try post(APIPath.challenge, request.json, token: nil, within: patience.usual)
    }

    func join(_ request: JoinRequest, token: String) throws(WorkerFailure) -> JoinReply {
        // Behind one address there may be several, of which one leads: another connection may come to that one.
        for _ in 1..<Self.doors {
            do throws(WorkerFailure) {
                return try post(
                    APIPath.registerWorker, request.json, token: token, within: patience.join, isAlone: true)
            } catch { guard error.problem == .notLeading else { throw error } }
        }
        return try post(APIPath.registerWorker, request.json, token: token, within: patience.join, isAlone: true)
    }

    func heartbeat(_ heartbeat: Heartbeat, token: String) throws(WorkerFailure) -> HeartbeatReply {
        try post(APIPath.heartbeat, heartbeat.json, token: token, within: patience.usual)
    }

    // MARK: Who answers

    /// First a handshake in which nothing is said, for the key of whoever answers; then a challenge to this key alone; and what comes
    /// back must have been made for the challenge by the enclave that the chain names, and it must have fixed the key.
    private func attested(
        _ serving: ServingEnclave, _ settings: WorkerConfiguration.Enclave
    ) throws(WorkerFailure) -> Link {
        let expectation = try EnclaveExpectation(serving, settings)
        let url = try address(of: serving.entry)
        let shown = try shownKey(url)
        var client = ClientSettings()
        client.pin = KeyPin(sha256: shown.bytes)
        let pinned = try Self.client(client)
        let nonce: Bytes32
        do throws(CryptoError) { nonce = try Bytes32.random() } catch {
            throw WorkerFailure(.software, error.description)
        }
        let answer = try Self.answer(try get("\(url)\(APIPath.attestation)?nonce=\(nonce.hex)", pinned))
        let now = WallTime.now
        let commitment = try expectation.attest(answer.document, nonce: nonce, at: now)
        try expectation.check(shown, commitment, successors: answer.successors, cluster: cluster.raw, at: now)
        return Link(
            master: VerifiedMaster(url: url, serverKey: shown, isAttested: true), client: pinned,
            expectation: expectation)
    }

    /// An authority vouches for each connection; which key was shown is only looked at for the claim to join.
    private func vouched(_ file: String) throws(WorkerFailure) -> Link {
        guard let url = settings.url else { throw WorkerFailure(.configuration, "master_url must be set") }
        var client = ClientSettings()
        client.certificateAuthorities = file
        let checked = try Self.client(client)
        _ = try get("\(url)\(APIPath.securityContext)", checked)
        return Link(
            master: VerifiedMaster(url: url, serverKey: try shownKey(url), isAttested: false), client: checked,
            expectation: nil)
    }

    private func address(of entry: EnclaveEntry) throws(WorkerFailure) -> String {
        if let url = settings.url { return url }
        guard let address = MasterAddress(entry.endpoint) else {
            throw WorkerFailure(
                .masterUntrusted, "the chain names no address of the enclave that can be used: set master_url")
        }
        return address.text
    }

    private func shownKey(_ url: String) throws(WorkerFailure) -> Bytes32 {
        let shown: [UInt8]
        do throws(ClientError) { shown = try Client().certificate(of: url, within: patience.usual) } catch {
            throw WorkerFailure(error)
        }
        guard let certificate = PEMCertificate(shown) else {
            throw WorkerFailure(.masterUntrusted, "the master shows a certificate that cannot be read")
        }
        return certificate.keyDigest
    }

    private static func client(_ settings: ClientSettings) throws(WorkerFailure) -> Client {
        do throws(ClientError) { return try Client(settings) } catch {
            throw WorkerFailure(.software, error.description)
        }
    }

    private static func answer(_ body: [UInt8]) throws(WorkerFailure) -> EnclaveAnswer {
        guard let answer = EnclaveAnswer(body) else {
            throw WorkerFailure(.masterMalformed, "the master's attestation cannot be read")
        }
        return answer
    }

    // MARK: What is said

    private func get(_ url: String, _ client: Client) throws(WorkerFailure) -> [UInt8] {
        var request = ClientRequest(.get, url)
        request.maximumBody = EnclaveAnswer.maximumBytes
        request.timeout = patience.usual
        return try Self.perform(request, client)
    }

    private func post<Reply: JSONMessage>(
        _ path: StaticString, _ body: [UInt8], token: String?, within patience: Duration, isAlone: Bool = false
    ) throws(WorkerFailure) -> Reply {
        guard let link = state.withLock({ $0 }) else {
            throw WorkerFailure(.masterUntrusted, "nothing is said to a master that was not verified")
        }
        var request = ClientRequest(
            .post, "\(link.master.url)\(path)", headers: [Header("content-type", "application/json")], body: body)
        if let token { request.headers.append(Header("authorization", "Bearer \(token)")) }
        request.maximumBody = max(Reply.maximumBytes, Problem.maximumBytes)
        request.isAlone = isAlone
        request.timeout = patience
        let answer = try forgettingStrangers { () throws(WorkerFailure) in try Self.perform(request, link.client) }
        do throws(MessageFault) { return try Reply(json: answer.span) } catch {
            throw WorkerFailure(.masterMalformed, "the master's answer: \(error.reason)")
        }
    }

    private static func perform(_ request: ClientRequest, _ client: Client) throws(WorkerFailure) -> [UInt8] {
        let response: ClientResponse
        do throws(ClientError) { response = try client.perform(request) } catch { throw WorkerFailure(error) }
        if response.status == 200 { return response.body }
        let problem = try? Problem(json: response.body.span)
        guard let code = problem?.code else {
            let code: WorkerFailure.Code =
                response.status >= 500 || response.status == 429 ? .masterUnavailable : .masterRefused
            throw WorkerFailure(code, "the master answers with status \(response.status)")
        }
        throw WorkerFailure(
            code.isTransient ? .masterUnavailable : .masterRefused,
            "the master refuses: \(code.title)\(code.advice.map { ": \($0)" } ?? "")", problem: code)
    }
}

extension WorkerFailure {
    /// A master that gave no answer.
    init(_ error: ClientError) {
        switch error.code {
        case .tls:
            self.init(
                .masterUntrusted, "no secure connection to the master: it is not who it must be, or its key has changed"
            )
        case .tooLarge, .broken: self.init(.masterMalformed, "the master: \(error.description)")
        case .invalidRequest, .plaintext, .outOfMemory: self.init(.software, "the master: \(error.description)")
        case .resolve, .connect, .timeout, .overloaded, .cancelled, .closed:
            self.init(.masterUnavailable, "the master: \(error.description)")
        }
    }
}
