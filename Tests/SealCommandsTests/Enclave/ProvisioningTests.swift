// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import ClusterSettings
import Configuration
import Crypto
import EnclaveBoot
import EnclaveSimulator
import Glibc
import Kernel
import NSM
import SuiLedger
import Testing

@testable import DevLedger
@testable import SealCommands

/// An enclave of software where secrets are brought, with what it has of a state.
private final class BroughtEnclave {
    let folder: String
    let keys: EnclaveKeys
    let store: SecretStore
    let flags: [String]
    let endpoint: String
    private let server: ProvisioningServer

    /// Documents of a simulated module, about the enclave's own keys.
    private struct Documents: AttestationSource {
        let isLost = false
        let module: SimulatedModule
        let userData: [UInt8]
        let publicKey: [UInt8]

        func attest(
            nonce: [UInt8]?, _ completion: @escaping @Sendable (Result<[UInt8], AttestationFailure>) -> Void
        ) {
            let answer = module.answer(.attest(userData: userData, nonce: nonce, publicKey: publicKey))
            guard case .attest(let document) = answer else { return completion(.failure(.refused)) }
            completion(.success(document))
        }
    }

    init(_ world: LocalWorld, provisioner: String) throws {
        var template = Array("/tmp/brought-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let wallet = try WalletFile.read(world.folder + "/k3s-daas/wallet")
        let key = try #require(wallet.entries.first { $0.name == provisioner }?.publicKey)
        let cluster = try #require(try ClusterFile.read(world.folder + "/k3s-daas/cluster.yaml").ids?.cluster.raw)
        let module = try SimulatedModule()
        keys = try EnclaveKeys()
        let commitment = try keys.commitment(config: Bytes32())
        _ = module.answer(.extendPCR(16, try commitment.pcr16Extension()))
        _ = module.answer(.lockPCRs(32))
        let values = module.registers.values
        flags =
            (0..<3).flatMap { ["--pcr\($0)", Hex.encode(values[$0])] }
            + ["--root", try module.rootFingerprint().hex]
        let measurements = try MeasurementsID.of(pcr0: values[0], pcr1: values[1], pcr2: values[2])
        store = SecretStore(folder: folder + "/secrets")
        let settings = StateKeeper.Settings(
            cluster: cluster, measurements: measurements,
            parts: [StatePart(name: "state", path: folder + "/state")], spool: folder + "/state.spool")
        let keeper = StateKeeper(settings, store) { body in
            body()
            return true
        }
        endpoint = "unix:\(folder)/socket"
        server = ProvisioningServer(
            .init(
                endpoint: try #require(Endpoint(endpoint)),
                rules: .init(cluster: cluster, measurements: measurements, provisioners: [key])),
            .init(
                keys: keys,
                attestations: Documents(
                    module: module, userData: commitment.userData, publicKey: keys.recipient.publicKey.bytes),
                secrets: store, state: keeper,
                // What a service would verify; here the key itself.
                attestEnvelopeKey: { info throws(AttestationFailure) in info })
        ) { _ in }
        try server.start()
    }

    deinit {
        server.stop()
        try? Folder.remove(folder)
    }

    func held(_ name: SecretName) -> [UInt8]? {
        store.held(name)?.secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    var state: [UInt8]? {
        get { try? FileContents.read(folder + "/state/db", limit: 1 << 20).bytes }
        set {
            try? Folder.make(for: folder + "/state/db")
            let bytes = newValue ?? []
            try? FileReplacement.write(bytes.span, to: folder + "/state/db", readers: .owner)
        }
    }

    /// Enters the enclave on the chain as a current one: no transaction of the local ledger brings a document.
    func register(_ world: LocalWorld) {
        let key = keys.signing.publicKey.bytes
        world.node.held.withLock { held in
            let chain = held.world.ledger.chain
            for (id, var registry) in chain.enclaveRegistries {
                registry.configVersion = 1
                registry.enclaves[key] = EnclaveEntry(
                    signingKey: key, recipientKey: [], tlsSpkiSHA256: [], configSHA256: [], pcr16: [],
                    endpoint: "https://enclave.example", registrant: Address(1), enclaveClass: 1, configVersion: 1,
                    documentMilliseconds: 0, retired: false, sequence: 1, ext: [])
                registry.enclaves.commit()
                chain.enclaveRegistries[id] = registry
            }
        }
    }
}

/// Secrets to an enclave, and its state out of it and in again, by the commands.
@Suite(.timeLimit(.minutes(10))) struct ProvisioningTests {
    private static func secret(_ world: LocalWorld, _ name: String, _ text: String) -> String {
        world.write(name, text, mode: 0o600)
        return world.folder + "/" + name
    }

    private static func world() throws -> LocalWorld {
        let world = try StakerTests.world()
        _ = try world.account("stranger")
        return world
    }

    @Test func `secrets are brought to an enclave that holds, and to no other`() throws {
        let world = try Self.world()
        let enclave = try BroughtEnclave(world, provisioner: "admin")
        let token = Self.secret(world, "token", "a token")
        func provision(_ flags: [String], key: String = "admin", _ secrets: String...) -> CommandOutcome {
            let line = secrets.flatMap { ["--secret", $0] }
            return world.run(line: ["enclave", "provision", enclave.endpoint] + line + flags, key: key)
        }
        // Another image, another root, a stranger's key.
        var other = enclave.flags
        other[3] = String(repeating: "ab", count: 48)
        let wrongImage = provision(other, "k3s-token=\(token)")
        #expect(wrongImage.exit == .refused && wrongImage.messages.contains("something else than expected"))
        let wrongRoot = provision(Array(enclave.flags.dropLast(2)), "k3s-token=\(token)")
        #expect(wrongRoot.exit == .refused && wrongRoot.messages.contains("pinned root"), "\(wrongRoot.messages)")
        let stranger = provision(enclave.flags, key: "stranger", "k3s-token=\(token)")
        #expect(stranger.exit == .refused && stranger.messages.contains("does not name this key"))
        #expect(enclave.held(.k3sToken) == nil)
        let brought = provision(enclave.flags, "k3s-token=\(token)")
        #expect(brought.exit == .ok, "\(brought.messages)")
        #expect(enclave.held(.k3sToken) == Array("a token".utf8))
        #expect(brought.output.contains("k3s-token") && !brought.output.contains("a token"))
        let again = provision(enclave.flags, "k3s-token=\(token)")
        #expect(again.exit == .refused && again.messages.contains("there already"))
    }

    @Test func `what a person gets wrong is said before an enclave is asked`() throws {
        let world = try Self.world()
        func provision(_ words: String...) -> CommandOutcome {
            let flags = (0..<3).flatMap { ["--pcr\($0)", String(repeating: "ab", count: 48)] }
            return world.run(line: ["enclave", "provision", "unix:/none"] + words + flags, key: "admin")
        }
        let token = Self.secret(world, "token", "a token")
        #expect(provision().messages.contains("nothing to bring"))
        #expect(provision("--secret", "environment=\(token)").messages.contains("one of these names"))
        #expect(provision("--secret", "state-floor=\(token)").messages.contains("one of these names"))
        #expect(provision("--secret", "wallet=\(token),wallet=/none").messages.contains("twice"))
        #expect(provision("--secret", "wallet=/none").exit == .noInput)
        world.write("other", "x", mode: 0o644)
        #expect(provision("--secret", "wallet=\(world.folder)/other").messages.contains("chmod 600"))
        #expect(provision("--secret", "wallet=\(token)").exit == .unavailable)
        let bare = world.run("enclave", "provision", "unix:/none", "--secret", "wallet=\(token)", key: "admin")
        #expect(bare.exit == .usage && bare.messages.contains("--pcr0"))
    }

    @Test func `a state goes out, counts once it is on chain, and comes back in`() throws {
        let world = try Self.world()
        let first = try BroughtEnclave(world, provisioner: "admin")
        defer {
            for name in ["state-key", "one", "one.claim", "two", "two.claim"] { unlink(world.folder + "/" + name) }
        }
        let keyFile = world.folder + "/state-key"
        #expect(world.run("enclave", "state-key", keyFile).exit == .ok)
        #expect(world.run("enclave", "state-key", keyFile).exit == .cannotCreate)
        func run(_ words: [String], _ enclave: BroughtEnclave) -> CommandOutcome {
            world.run(line: ["enclave"] + words + enclave.flags, key: "admin")
        }
        let provisioned = run(
            ["provision", first.endpoint, "--secret", "state-key=\(keyFile)", "--state-floor"], first)
        #expect(provisioned.exit == .ok, "\(provisioned.messages)")
        #expect(first.store.held(.stateKey)?.secret.count == 32)
        first.state = [1, 2, 3]
        let (one, two) = (world.folder + "/one", world.folder + "/two")
        let saved = run(["backup", first.endpoint, "--to", one], first)
        #expect(saved.exit == .ok && StakerTests.field("sequence", of: saved) == "1", "\(saved.messages)")
        // Nobody knows this enclave yet: the snapshot is there, and does not count.
        let early = world.run("enclave", "commit", one, key: "stranger")
        #expect(early.exit == .refused && early.messages.contains("not registered"), "\(early.messages)")
        first.register(world)
        let committed = world.run("enclave", "commit", one, key: "stranger")
        #expect(committed.exit == .ok && committed.output.contains("StateCommitted"), "\(committed.messages)")
        first.state = [4, 5, 6]
        let next = run(["backup", first.endpoint, "--to", two, "--commit"], first)
        #expect(next.exit == .ok && next.output.contains("StateCommitted"), "\(next.messages)")
        #expect(world.run("enclave", "commit", one, key: "stranger").messages.contains("or a newer one"))

        let second = try BroughtEnclave(world, provisioner: "admin")
        #expect(run(["provision", second.endpoint, "--secret", "state-key=\(keyFile)"], second).exit == .ok)
        let old = run(["restore", second.endpoint, "--from", one], second)
        #expect(old.exit == .refused && old.messages.contains("number 2"), "\(old.messages)")
        #expect(second.state == nil)
        let restored = run(["restore", second.endpoint, "--from", two], second)
        #expect(restored.exit == .ok && StakerTests.field("sequence", of: restored) == "2", "\(restored.messages)")
        #expect(second.state == [4, 5, 6])
        let twice = run(["restore", second.endpoint, "--from", two], second)
        #expect(twice.exit == .refused, "\(twice.messages)")
    }

    @Test func `a snapshot that was changed is committed to by nobody`() throws {
        let world = try Self.world()
        world.write("one", "not a snapshot", mode: 0o600)
        world.write("one.claim", "not a claim", mode: 0o600)
        defer { for name in ["one", "one.claim"] { unlink(world.folder + "/" + name) } }
        let commit = world.run("enclave", "commit", world.folder + "/one", key: "admin")
        #expect(commit.exit == .configuration && commit.messages.contains("no claim"))
        let key = try PrivateKey.random(.ed25519)
        let publicKey = key.publicKey.bytes
        let claim = StateClaim(cluster: Bytes32(), sequence: 1, root: Bytes32())
        let offer = ProvisioningReply.SnapshotOffer(
            claim: claim, size: 3, signingKey: try #require(Bytes32(hex: Hex.encode(publicKey))),
            signature: try key.sign(claim.bytes))
        let bytes = ProvisioningReply.snapshot(offer).encoded
        try FileReplacement.write(bytes.span, to: world.folder + "/one.claim", readers: .owner)
        let other = world.run("enclave", "commit", world.folder + "/one", key: "admin")
        #expect(other.exit == .refused && other.messages.contains("is not the snapshot"))
    }

    @Test func `a secret comes wrapped, by what a key management service answers`() throws {
        let world = try Self.world()
        let enclave = try BroughtEnclave(world, provisioner: "admin")
        let folder = enclave.folder
        let dataKey = String(repeating: "k", count: 32)
        world.write("other", "the secret", mode: 0o600)
        world.write("token", dataKey, mode: 0o600)
        let wrap = world.run(
            "enclave", "wrap", "wallet=\(world.folder)/other", "--data-key", world.folder + "/token", "--key-id",
            "arn:aws:kms:eu-central-1:1:key/a", "--to", folder + "/wrapped", key: "admin")
        #expect(wrap.exit == .ok, "\(wrap.messages)")
        func unwrap() -> CommandOutcome {
            world.run(
                "enclave", "unwrap", enclave.endpoint, "--wrapped", folder + "/wrapped", "--envelope",
                folder + "/envelope")
        }
        try FileReplacement.write([1].span, to: folder + "/envelope", readers: .owner)
        #expect(unwrap().messages.contains("does not belong there"))
        let document = world.run("enclave", "kms-document", enclave.endpoint, "--to", folder + "/key.der")
        #expect(document.exit == .ok, "\(document.messages)")
        try EnclaveWorld.shell(
            folder,
            """
            exec 2>log
            openssl pkey -pubin -inform DER -in key.der -out key.pem
            openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -subj /CN=own -out own.pem
            openssl req -new -key own.key -subj /CN=enclave -out request.pem
            openssl x509 -req -in request.pem -CA own.pem -CAkey own.key -force_pubkey key.pem -CAcreateserial -out enclave.pem
            printf %s \(dataKey) | openssl cms -encrypt -binary -aes256 -outform DER -out envelope -recip enclave.pem \
                -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256
            """)
        let brought = unwrap()
        #expect(brought.exit == .ok && enclave.held(.wallet) == Array("the secret".utf8), "\(brought.messages)")
        #expect(unwrap().messages.contains("there already"))
    }
}
