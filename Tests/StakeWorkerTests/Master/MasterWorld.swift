// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import EnclaveSimulator
import Glibc
import HTTPServer
import Kernel
import NSM
import SuiLedger
import Testing
import WorkerProtocol

@testable import StakeWorker

/// What a master does that is not what it should.
struct MasterBehaviour: Sendable {
    /// Answers the challenge that was asked; else one of its own.
    var answersChallenge = true
    /// Commits to the key that its connections have.
    var commitsToOwnKey = true
    /// Says that a key of its own has taken the place of the first one, signed by the key that signs.
    var hasSuccessor = false
    /// How old its documents are.
    var age = Duration.zero
    /// Its documents for everybody are older than any may be.
    var copiesAreOld = false
    /// What it answers to what is posted.
    var status = Status.ok
    var body: String?
    /// How many joins come to one that does not lead, before one comes to the one that does.
    var othersFirst = 0
    /// Answers nothing that is posted before it is told to.
    var isSlow = false
}

/// A master of software behind TLS, in an enclave of software.
final class MasterWorld {
    let folder: TemporaryFolder
    let url: String
    let cluster: Address
    let serving: ServingEnclave
    let root: Bytes32
    let key: Bytes32
    private let module: SimulatedModule
    private let userData: [UInt8]
    private let signing: PrivateKey
    private let server: Server
    private let asked: Locked<[String]>
    private let waiting = Locked<[@Sendable () -> Void]>([])

    init(_ behaviour: MasterBehaviour = MasterBehaviour(), cluster: Address = Address(0xc1)) throws {
        self.cluster = cluster
        folder = try TemporaryFolder()
        let script = """
            cd '\(folder.path)'
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 1 -subj /CN=localhost \
                -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out own.crt 2>openssl.log
            openssl x509 -in own.crt -pubkey -noout | openssl pkey -pubin -outform DER >key.der
            openssl dgst -sha256 -r key.der | cut -c1-64 | tr -d '\\n' >digest
            """
        let answer = try ChildProcess.ask("/bin/sh", ["-euc", script], input: [UInt8]().span)
        #expect(answer.end == .code(0))
        key = try #require(Bytes32(hex: try folder.read("digest")))
        let age = Locked(Int64(behaviour.age.wholeNanoseconds))
        let module = try SimulatedModule(measurements: .init(isDebug: false)) {
            WallTime(nanoseconds: WallTime.now.nanoseconds - age.withLock { $0 })
        }
        root = try module.rootFingerprint()
        let signing = try PrivateKey.random(.ed25519)
        let asked = Locked<[String]>([])
        self.asked = asked
        let answers = try Answers(behaviour, module, age, key, signing, cluster, asked, waiting)
        (self.module, userData) = (module, answers.userData)
        let listener = ListenerSettings(
            name: "master", address: try #require(SocketAddress("127.0.0.1:0")),
            tls: TLSSettings(
                certificateFile: folder.path + "/own.crt", privateKeyFile: folder.path + "/key.pem",
                clientAuthentication: .off),
            handlers: answers)
        var settings = ServerSettings()
        settings.loops = 1
        server = try Server(settings, listeners: [listener]) { _ in }
        try server.start()
        url = "https://\(try #require(server.addresses["master"]))"
        let signingKey = signing.publicKey.bytes
        self.signing = signing
        let registers = (0..<3).map { module.registers.values[$0] }
        serving = ServingEnclave(
            entry: EnclaveEntry(
                signingKey: signingKey, recipientKey: [], tlsSpkiSHA256: key.bytes, configSHA256: [], pcr16: [],
                endpoint: url, registrant: Address(1), enclaveClass: 2, configVersion: 1, documentMilliseconds: 1,
                retired: false, sequence: 1, ext: []),
            level: .standard,
            measurements: EnclaveMeasurements(pcr0: registers[0], pcr1: registers[1], pcr2: registers[2], pcr16: []))
    }

    deinit {
        server.stop()
        server.waitUntilStopped()
    }

    /// What the registry of enclaves asks for: a document, and the endpoint signed by the key that it commits to.
    func registration(by registrant: Address) throws -> (document: [UInt8], signature: [UInt8]) {
        let said = module.answer(.attest(userData: userData, nonce: nil, publicKey: Answers.recipient))
        guard case .attest(let document) = said else { throw WorkerFailure(.software, "no document") }
        let claim = EnclaveClaim(cluster: cluster.raw, registrant: registrant.raw, endpoint: url)
        return (document, try signing.sign(claim.bytes))
    }

    /// Answers what was posted so far to one that is slow.
    func answer() {
        let waiting = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for answer in waiting { answer() }
    }

    /// What was asked for, in order.
    var paths: [String] { asked.withLock { $0 } }

    /// A connection that believes what the chain says; `change` makes the chain say something else.
    func connection(
        url: String? = nil, measurements: [[UInt8]] = [], root: WorkerConfiguration.Root? = nil,
        patience: MasterConnection.Patience = .init(),
        _ change: (inout ServingEnclave) -> Void = { _ in }
    ) -> MasterConnection {
        var serving = serving
        change(&serving)
        let settings = WorkerConfiguration.Master(
            url: url, trust: .enclave(.init(measurements: measurements, root: root ?? .other(self.root.hex))))
        let said = serving
        return MasterConnection(settings, cluster: cluster, patience: patience) { () throws(WorkerFailure) in said }
    }

    /// A connection that believes an authority.
    func vouched(_ file: String = "own.crt") -> MasterConnection {
        MasterConnection(
            .init(url: url, trust: .authority(file: folder.path + "/" + file)), cluster: cluster
        ) { () throws(WorkerFailure) in throw WorkerFailure(.software, "nobody asks the chain") }
    }

    /// One handler for each loop, of which there is one.
    private struct Answers: HandlerFactory {
        let behaviour: MasterBehaviour
        let module: SimulatedModule
        let age: Locked<Int64>
        let userData: [UInt8]
        let successors: [[UInt8]]
        let asked: Locked<[String]>
        let waiting: Locked<[@Sendable () -> Void]>
        let challenge: [UInt8]

        static let recipient = [UInt8](repeating: 7, count: 32)

        init(
            _ behaviour: MasterBehaviour, _ module: SimulatedModule, _ age: Locked<Int64>, _ key: Bytes32,
            _ signing: borrowing PrivateKey,
            _ cluster: Address, _ asked: Locked<[String]>, _ waiting: Locked<[@Sendable () -> Void]>
        ) throws {
            (self.behaviour, self.module, self.age, self.asked) = (behaviour, module, age, asked)
            self.waiting = waiting
            let shown = Bytes32(signing.publicKey.bytes.span)
            let signingKey = try #require(shown)
            let commitment = EnclaveCommitment(
                tls: behaviour.commitsToOwnKey ? key : Bytes32(), signing: try SigningKeyInfo.digest(of: signingKey),
                recipient: try SHA256.digest(of: Self.recipient.span), config: Bytes32())
            userData = commitment.userData
            _ = module.answer(.extendPCR(16, try commitment.pcr16Extension()))
            _ = module.answer(.lockPCRs(32))
            let statement = SuccessorStatement(
                cluster: cluster.raw, sequence: 1, notBefore: UInt64(WallTime.now.seconds) * 1000 - 60_000, tls: key,
                recipient: Bytes32())
            successors = behaviour.hasSuccessor ? [try statement.signed(by: signing)] : []
            challenge =
                Challenge(
                    nonce: Bytes32(), cluster: cluster, serverKey: key, issuedMilliseconds: 1, expiresMilliseconds: 2
                ).json
        }

        func makeHandler(loop: Int) -> any Handler { Page(self) }
    }

    private final class Page: Handler {
        let answers: Answers

        init(_ answers: Answers) { self.answers = answers }

        func bodyPolicy(method: HTTPServer.Method, path: Span<UInt8>) -> BodyPolicy {
            .accept(limit: 8192, dropLimit: 8192, reserved: false)
        }

        func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
            let path = String(decoding: request.path.indices.map { request.path[$0] }, as: UTF8.self)
            let query = request.query.indices.map { request.query[$0] }
            let bearer = String(
                decoding: request.authorization.indices.map { request.authorization[$0] }, as: UTF8.self)
            answers.asked.withLock { $0.append(bearer.isEmpty ? path : "\(path) \(bearer)") }
            let (status, body) = path == "/api/v1/register-worker" ? admit(request.body) : answer(path, query)
            guard answers.behaviour.isSlow, request.method == .post else {
                return exchange.reply(status) { $0.append(body) }
            }
            let held = Locked(Optional(exchange))
            answers.waiting.withLock { waiting in
                waiting.append {
                    guard let exchange = held.withLock({ $0.take() }) else { return }
                    exchange.reply(status) { $0.append(body) }
                }
            }
        }

        /// Does not lead at first.
        private func admit(_ body: Span<UInt8>) -> (Status, String) {
            let joins = answers.asked.withLock { asked in asked.count { $0.hasPrefix("/api/v1/register-worker") } }
            guard joins <= answers.behaviour.othersFirst else { return join(body) }
            let problem = Problem(.notLeading, detail: "elsewhere", requestID: "")
            return (.serviceUnavailable, String(decoding: problem.json, as: UTF8.self))
        }

        /// Lets in whoever signed as it must be.
        private func join(_ body: Span<UInt8>) -> (Status, String) {
            do {
                let claim = try JoinRequest(json: body).unverified().verified()
                guard let token = JoinToken("K10\(String(repeating: "c", count: 64))::abcdef.0123456789abcdef"),
                    let material = JoinMaterial(
                        nodeName: "n-abc-1", serverURL: "https://server.test:6443", token: token,
                        expiresMilliseconds: UInt64(WallTime.now.seconds + 600) * 1000)
                else { return (.internalServerError, "") }
                let reply = try JoinReply.sealing(material, for: claim)
                return (.ok, String(decoding: reply.json, as: UTF8.self))
            } catch { return (.forbidden, "\(error)") }
        }

        private func answer(_ path: String, _ query: [UInt8]) -> (Status, String) {
            let behaviour = answers.behaviour
            switch path {
            case "/api/v1/attestation": return (.ok, attestation(query))
            case "/api/v1/security-context": return (.ok, "{}")
            default:
                let usual = String(decoding: answers.challenge, as: UTF8.self)
                return (behaviour.status, behaviour.body ?? usual)
            }
        }

        private func attestation(_ query: [UInt8]) -> String {
            let digits = Array(query.dropFirst("nonce=".utf8.count))
            var nonce = query.isEmpty ? nil : Hex.decode(digits.span, count: digits.count / 2)
            if answers.behaviour.copiesAreOld {
                answers.age.withLock { $0 = nonce == nil ? 3_601_000_000_000 : 0 }
            }
            if !answers.behaviour.answersChallenge { nonce = [1, 2, 3] }
            let said = answers.module.answer(
                .attest(userData: answers.userData, nonce: nonce, publicKey: Answers.recipient))
            guard case .attest(let document) = said else { return "" }
            let successors = answers.successors.map { "\"\(Base64.encode($0))\"" }.joined(separator: ",")
            return "{\"document\":\"\(Base64.encode(document))\",\"successors\":[\(successors)]}"
        }
    }
}
