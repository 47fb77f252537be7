// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import EnclaveSimulator
import Glibc
import HTTPServer
import Kernel
import NSM
import Testing

/// What is said of a key that takes the place of another.
struct Succession: Sendable {
    var sequence: UInt64 = 1
    /// Names the key that the connection has.
    var namesOwnKey = true
    /// Is signed by the key that the enclave has fixed.
    var isSigned = true
    /// Is in force now.
    var isInForce = true
}

/// What somebody who answers as an enclave does.
struct EnclaveBehaviour: Sendable {
    /// Answers the challenge that was asked; else one of its own.
    var answersChallenge = true
    /// Commits to keys, and to the key that the connection has.
    var commits = true
    var commitsToOwnKey = true
    /// Fixes what it commits to in the register.
    var locks = true
    /// What it says instead.
    var status: Status?
    var body: String?
    /// How old its documents are.
    var age = Duration.zero
    /// Which keys it says have succeeded those of its document.
    var successions: [Succession] = []
    /// What it says of the cluster's authority.
    var authority: String?
}

/// An enclave of software behind TLS, or somebody who would like to be taken for one.
final class EnclaveWorld {
    let folder: String
    let url: String
    let root: String
    let flags: [String]
    private let server: Server
    private let requests: Locked<[String]>

    init(_ behaviour: EnclaveBehaviour = EnclaveBehaviour(), isDebug: Bool = false) throws {
        var template = Array("/tmp/enclave-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        try Self.shell(
            folder,
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 1 -subj /CN=enclave \
                -keyout key.pem -out own.crt 2>openssl.log
            openssl x509 -in own.crt -pubkey -noout | openssl pkey -pubin -outform DER >key.der
            openssl dgst -sha256 -r key.der | cut -c1-64 | tr -d '\\n' >digest
            """)
        let digits = String(decoding: try FileContents.read(folder + "/digest", limit: 100).bytes, as: UTF8.self)
        let key = try #require(Bytes32(hex: digits))
        let age = behaviour.age.wholeNanoseconds
        let module = try SimulatedModule(measurements: .init(isDebug: isDebug)) {
            WallTime(nanoseconds: WallTime.now.nanoseconds - Int64(age))
        }
        root = try module.rootFingerprint().hex
        flags = (0..<3).flatMap { ["--pcr\($0)", Hex.encode(module.registers.values[$0])] }
        let requests = Locked<[String]>([])
        self.requests = requests
        let enclave = try Answers(behaviour, module, key, requests)
        let listener = ListenerSettings(
            name: "enclave", address: try #require(SocketAddress("127.0.0.1:0")),
            tls: TLSSettings(
                certificateFile: folder + "/own.crt", privateKeyFile: folder + "/key.pem", clientAuthentication: .off),
            handlers: enclave)
        var settings = ServerSettings()
        settings.loops = 1
        server = try Server(settings, listeners: [listener]) { _ in }
        try server.start()
        url = "https://\(try #require(server.addresses["enclave"]))"
    }

    deinit {
        server.stop()
        server.waitUntilStopped()
        _ = try? Self.shell("/", "rm -rf '\(folder)'")
    }

    /// What was asked, without the challenges.
    var asked: [String] { requests.withLock { $0 } }

    func text(_ name: String) throws -> String {
        String(decoding: try FileContents.read(folder + "/" + name, limit: 1 << 16).bytes, as: UTF8.self)
    }

    /// What a shell says; its last line's end is not part of it.
    @discardableResult
    static func shell(_ folder: String, _ script: String) throws -> String {
        let answer = try ChildProcess.ask("/bin/sh", ["-euc", "cd '\(folder)'\n\(script)"], input: [UInt8]().span)
        #expect(answer.end == .code(0), "\(script)")
        return String(decoding: answer.output, as: UTF8.self)
    }

    /// One handler for each loop, of which there is one.
    private struct Answers: HandlerFactory {
        let behaviour: EnclaveBehaviour
        let module: SimulatedModule
        let userData: [UInt8]?
        let requests: Locked<[String]>
        let successors: [[UInt8]]
        let context: String

        static let recipient = [UInt8](repeating: 7, count: 32)

        init(
            _ behaviour: EnclaveBehaviour, _ module: SimulatedModule, _ key: Bytes32, _ requests: Locked<[String]>
        ) throws {
            self.behaviour = behaviour
            self.module = module
            self.requests = requests
            let signing = try PrivateKey.random(.ed25519)
            let other = try PrivateKey.random(.ed25519)
            context = "{\"signingKey\":\"\(Hex.encode(signing.publicKey.bytes))\",\"cluster\":\"\(Bytes32().hex)\"}"
            var successors: [[UInt8]] = []
            for succession in behaviour.successions {
                let now = UInt64(WallTime.now.seconds) * 1000
                let statement = SuccessorStatement(
                    cluster: Bytes32(), sequence: succession.sequence,
                    notBefore: succession.isInForce ? now - 60_000 : now + 3_600_000,
                    tls: succession.namesOwnKey ? key : Bytes32(), recipient: Bytes32())
                successors.append(
                    succession.isSigned ? try statement.signed(by: signing) : try statement.signed(by: other))
            }
            self.successors = successors
            guard behaviour.commits else {
                userData = nil
                return
            }
            let commitment = EnclaveCommitment(
                tls: behaviour.commitsToOwnKey ? key : Bytes32(),
                // RFC 8410: what stands before an Ed25519 key.
                signing: try SHA256.digest(
                    of: ([48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0] + signing.publicKey.bytes).span),
                recipient: try SHA256.digest(of: Self.recipient.span), config: Bytes32())
            userData = commitment.userData
            if behaviour.locks {
                _ = module.answer(.extendPCR(16, try commitment.pcr16Extension()))
                _ = module.answer(.lockPCRs(32))
            }
        }

        func makeHandler(loop: Int) -> any Handler { Page(self) }
    }

    private final class Page: Handler {
        let answers: Answers

        init(_ answers: Answers) { self.answers = answers }

        func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy {
            .accept(limit: 0, dropLimit: 0, reserved: false)
        }

        func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
            let path = String(decoding: request.path.indices.map { request.path[$0] }, as: UTF8.self)
            let query = request.query.indices.map { request.query[$0] }
            answers.requests.withLock { $0.append(path) }
            let (status, body) = answer(path, query)
            exchange.reply(status) { $0.append(body) }
        }

        private func answer(_ path: String, _ query: [UInt8]) -> (Status, String) {
            let behaviour = answers.behaviour
            if path == "/api/v1/cluster-ca" { return behaviour.authority.map { (.ok, $0) } ?? (.notFound, "") }
            if path == "/api/v1/security-context" { return (.ok, answers.context) }
            if let status = behaviour.status { return (status, behaviour.body ?? "") }
            let digits = Array(query.dropFirst("nonce=".utf8.count))
            guard path == "/api/v1/attestation", let nonce = Hex.decode(digits.span, count: digits.count / 2) else {
                return (.badRequest, "")
            }
            let said = answers.module.answer(
                .attest(
                    userData: answers.userData, nonce: behaviour.answersChallenge ? nonce : [1, 2, 3],
                    publicKey: Answers.recipient))
            guard case .attest(let document) = said else { return (.internalServerError, "") }
            let successors = answers.successors.map { "\"\(Base64.encode($0))\"" }.joined(separator: ",")
            return (
                .ok, behaviour.body ?? "{\"document\":\"\(Base64.encode(document))\",\"successors\":[\(successors)]}"
            )
        }
    }
}
