// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import EnclaveSimulator
import Kernel
import TestSupport
import Testing
import Wire

@testable import EnclaveBoot

/// All that an enclave shows to the outside, on real sockets, with documents that really verify.
struct EnclaveFrontTests {
    private let folder: TemporaryFolder
    private let file: LogFile
    private let module: SimulatedModule
    private let enclave: BootedEnclave
    private let inside: SharedListener
    private let target: Endpoint

    init() throws {
        folder = try TemporaryFolder()
        file = try LogFile(in: folder)
        module = try SimulatedModule()
        let listener = try #require(Endpoint("tcp:127.0.0.1:0")).listen()
        target = try #require(Endpoint("tcp:127.0.0.1:0")).bound(listener)
        inside = SharedListener(listener)
        var configuration = try BootConfiguration.parse(Array(BootConfigurationTests.least.utf8), name: "e.yaml")
            .configuration
        configuration.root = .simulator(try module.rootFingerprint())
        configuration.listenAddress = try #require(SocketAddress("127.0.0.1:0"))
        configuration.opsAddress = try #require(SocketAddress("127.0.0.1:0"))
        configuration.certificate.folder = folder.path + "/tls"
        configuration.forwardsIn = [.init(endpoint: .unix(folder.path + "/in"), target: target)]
        let system = FakeSystem(module, at: .now)
        let runner = BootRunner(
            steps: BootSequence.steps, system: system, isFirstProcess: false, log: file.log)
        enclave = try runner.run(configuration)
        _ = try TLSFiles(configuration).write(enclave.keys.tls, now: .now)
    }

    @Test func `whoever comes can verify whom it speaks to`() throws {
        let front = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log)
        defer { front.stop() }
        let addresses = try #require(front.addresses)
        let client = try AnonymousTLS(addresses.attestation)
        #expect(client.version == "TLSv1.3")
        let key = try client.keyHash()
        let nonce = String(repeating: "c4", count: 32)
        let body = try client.get("/api/v1/attestation?nonce=\(nonce)")
        let bytes = try Self.document(in: body)
        let document = try UnverifiedDocument(bytes.span)
        let policy = try #require(enclave.policy)
        let verifier = Verifier(root: .only(sha256OfDER: try module.rootFingerprint()), policy: policy)
        let verdict = verifier.verify(
            document, freshness: .live(now: .now, maxAge: Freshness.maximumAgeOfAnswer),
            nonce: [UInt8](repeating: 0xC4, count: 32))
        guard case .attested(let seen) = verdict else {
            Issue.record("refused: \(verdict)")
            return
        }
        // The key of this very connection is the one that the document commits to.
        #expect(seen.commitment?.tls == key)
    }

    @Test func `it is ready once it has a document, and says what it does`() throws {
        let front = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log)
        defer { front.stop() }
        let addresses = try #require(front.addresses)
        let end = ForwardWorld.soon
        while front.attestations.document == nil { try #require(Monotonic.now < end) }
        #expect(try Caller(addresses.operations).ask("/readyz").body == "ok")
        let context = try AnonymousTLS(addresses.attestation).get("/api/v1/security-context")
        #expect(context.contains(#""configHash":"\#(enclave.configuration.hash.hex)""#))
        #expect(context.contains(#""simulator":true,"debug":false}"#))
        let metrics = try Caller(addresses.operations).ask("/metrics").body
        for name in [
            "k3s_daas_enclave_document_expiry_timestamp_seconds", "k3s_daas_enclave_forward_connections_open",
            "k3s_daas_enclave_nsm_requests_total", "k3s_daas_http_requests_total", "process_open_fds",
            "k3s_daas_enclave_program_running",
        ] {
            #expect(metrics.contains("\n# TYPE \(name) "), "\(name)")
        }
        #expect(metrics.contains("\nk3s_daas_enclave_nsm_failures_total{cause=\"timed_out\"} 0\n"))
    }

    // A page that names a metric which does not exist is worse than no page.
    @Test func `the page for operators names every metric, and no other`() throws {
        let front = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log)
        defer { front.stop() }
        let metrics = try Caller(try #require(front.addresses).operations).ask("/metrics").body
        let lines = metrics.split(separator: "\n").filter { $0.hasPrefix("# TYPE k3s_daas_enclave_") }
        let page = try FileContents.read(TestFiles.root + "docs/enclave.md", limit: 1 << 20)
        let words = String(decoding: page.bytes, as: UTF8.self).split { character in
            !(character.isASCII && (character.isLowercase || character.isNumber || character == "_"))
        }
        let named = Set(words.filter { $0.hasPrefix("k3s_daas_enclave_") }.map(String.init))
        #expect(named == Set(lines.map { String($0.split(separator: " ")[2]) }))
    }

    @Test func `connections are carried to what runs inside`() throws {
        let front = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log)
        defer { front.stop() }
        let client = Stream(try front.forwarder.endpoints[0].connect(until: ForwardWorld.soon))
        let server = try inside.withSocket { Stream(try $0.accept(until: ForwardWorld.soon)) }
        try client.write([1, 2, 3])
        #expect(try server.read(3) == [1, 2, 3])
        // An end that waits for nobody.
        client.finish()
        server.finish()
        #expect(try client.isEnded() && server.isEnded())
    }

    @Test func `a place that is taken is told, and leaves nothing behind`() throws {
        let front = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log)
        #expect(throws: BootFailure.self) { _ = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log) }
        // Who asks whether a place is taken makes a connection, which is carried on.
        _ = try inside.withSocket { Stream(try $0.accept(until: ForwardWorld.soon)) }
        front.stop()
        let second = try EnclaveFront(enclave, programs: ProgramBoard([]), log: file.log)
        second.stop()
    }

    private static func document(in body: String) throws -> [UInt8] {
        let mark = #"{"document":""#
        try #require(body.hasPrefix(mark))
        let text = body.dropFirst(mark.count).prefix { $0 != "\"" }
        return try #require(Base64.decode(String(text)))
    }
}
