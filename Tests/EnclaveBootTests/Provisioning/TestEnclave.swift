// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// An enclave's part of a provisioning connection, with documents that are none, and a provisioner's key.
final class TestEnclave: Sendable {
    static let cluster = digest(1)
    static let measurements = digest(3)

    let folder: String
    let endpoint: Endpoint
    let keys: EnclaveKeys
    let provisioner: ProvisionerKey
    let store: SecretStore
    let keeper: StateKeeper
    let server: ProvisioningServer
    private let seen = Locked<[ProvisioningEvent]>([])

    final class ProvisionerKey: Sendable {
        let key: PrivateKey

        init() throws { key = try PrivateKey.random(.ed25519) }

        var bytes: Bytes32 {
            let bytes = key.publicKey.bytes
            return Bytes32(bytes.span) ?? Bytes32()
        }
    }

    /// Documents that hold the nonce, and nothing to verify.
    struct Documents: AttestationSource {
        let isLost = false

        func attest(
            nonce: [UInt8]?, _ completion: @escaping @Sendable (Result<[UInt8], AttestationFailure>) -> Void
        ) {
            completion(nonce == [UInt8](repeating: 0xee, count: 16) ? .failure(.busy) : .success([1] + (nonce ?? [])))
        }
    }

    init(_ change: (inout ProvisioningServer.Settings) -> Void = { _ in }) throws {
        var template = Array("/tmp/enclave-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        endpoint = try #require(Endpoint("unix:\(folder)/socket"))
        keys = try EnclaveKeys()
        provisioner = try ProvisionerKey()
        store = SecretStore(folder: folder + "/secrets")
        var parts = StateKeeper.Settings(
            cluster: Self.cluster, measurements: Self.measurements,
            parts: [StatePart(name: "datastore", path: folder + "/data")], spool: folder + "/spool")
        parts.limits.bytes = 4 << 20
        keeper = StateKeeper(parts, store) { body in
            body()
            return true
        }
        let rules = ProvisioningSession.Rules(
            cluster: Self.cluster, measurements: Self.measurements, provisioners: [provisioner.key.publicKey])
        var settings = ProvisioningServer.Settings(endpoint: endpoint, rules: rules)
        change(&settings)
        let seen = self.seen
        server = ProvisioningServer(
            settings,
            .init(
                keys: keys, attestations: Documents(), secrets: store, state: keeper,
                attestEnvelopeKey: { info throws(AttestationFailure) in info })
        ) { event in seen.withLock { $0.append(event) } }
        try server.start()
    }

    deinit {
        server.stop()
        try? Folder.remove(folder)
    }

    var events: [ProvisioningEvent] { seen.withLock { $0 } }

    static func digest(_ byte: UInt8) -> Bytes32 {
        let bytes = [UInt8](repeating: byte, count: 32)
        return Bytes32(bytes.span) ?? Bytes32()
    }

    func held(_ name: SecretName) -> [UInt8]? {
        store.held(name)?.secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    func fill(_ name: String, _ bytes: [UInt8]) throws {
        try Folder.make(for: folder + "/data/" + name)
        try FileReplacement.write(bytes.span, to: folder + "/data/" + name, readers: .owner)
    }

    func file(_ name: String) -> [UInt8]? {
        try? FileContents.read(folder + "/data/" + name, limit: 4 << 20).bytes
    }
}

/// The other side of the connection, which says what a test wants it to.
final class TestProvisioner {
    private let socket: SocketBox
    let enclave: TestEnclave
    private(set) var binding: ProvisioningOrder.Binding?

    /// No reply where there should be one.
    struct Silence: Error {}

    private final class SocketBox {
        let descriptor: Descriptor

        init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    init(_ enclave: TestEnclave) throws {
        self.enclave = enclave
        socket = SocketBox(try enclave.endpoint.connect(until: .now.advanced(by: .seconds(5))))
    }

    @discardableResult func say(_ request: ProvisioningRequest) throws -> ProvisioningReply {
        try send(request.encoded)
    }

    func send(_ message: [UInt8]) throws -> ProvisioningReply {
        try socket.descriptor.writeFrame(message, until: .now.advanced(by: .seconds(5)))
        return try next()
    }

    func sendRaw(_ bytes: [UInt8]) throws {
        try socket.descriptor.writeAll(bytes.span, until: .now.advanced(by: .seconds(5)))
    }

    func next() throws -> ProvisioningReply {
        let bytes = try socket.descriptor.readFrame(
            limit: ProvisioningFrame.limit, start: .now.advanced(by: .seconds(40)), within: .seconds(40))
        let reply = ProvisioningReply(bytes.span)
        guard let reply else { throw Silence() }
        return reply
    }

    /// Whether the enclave has ended the connection.
    var isOver: Bool {
        let deadline = Monotonic.now.advanced(by: .seconds(10))
        do throws(StreamError) {
            _ = try socket.descriptor.readExactly(1, until: deadline)
            return false
        } catch { return error != .timedOut }
    }

    /// Asks for an attestation and a challenge, as everybody must.
    @discardableResult func greet() throws -> ProvisioningOrder.Binding {
        guard case .document(let document) = try say(.attest(nonce: [UInt8](repeating: 7, count: 32))),
            case .welcome(let nonce, let cluster) = try say(.hello)
        else { throw Silence() }
        let binding = ProvisioningOrder.Binding(
            cluster: cluster, nonce: nonce, measurements: TestEnclave.measurements,
            document: try SHA256.digest(of: document.span))
        self.binding = binding
        return binding
    }

    func sealed(
        _ name: SecretName, _ bytes: [UInt8], as other: String? = nil, _ binding: ProvisioningOrder.Binding
    ) throws -> ProvisioningOrder.SealedSecret {
        let secret = try Secret(copying: bytes.span)
        let box = try SealedBox.seal(
            secret, to: enclave.keys.recipient.publicKey, purpose: ProvisioningOrder.purpose,
            context: binding.context(of: name))
        return .init(name: other ?? name.rawValue, box: box)
    }

    func signed(
        _ order: ProvisioningOrder, by key: TestEnclave.ProvisionerKey? = nil
    ) throws -> ProvisioningRequest {
        let key = key ?? enclave.provisioner
        let signature = try key.key.sign(order.message)
        return .order(.init(message: order.message, key: key.bytes, signature: signature))
    }

    /// Brings secrets as it should be done.
    func bring(_ secrets: [SecretName: [UInt8]]) throws -> ProvisioningReply {
        let binding = try greet()
        let sealed = try secrets.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            try self.sealed($0.key, $0.value, binding)
        }
        return try say(try signed(ProvisioningOrder(binding, .keep(sealed))))
    }
}
