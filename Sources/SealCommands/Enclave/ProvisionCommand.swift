// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Brings an enclave its secrets.
enum ProvisionCommand {
    static let endpoint = Operand(
        "ENDPOINT", "where it is brought secrets: vsock:CID:PORT, tcp:127.0.0.1:PORT or unix:PATH")
    private static let secrets = Setting(
        "secret", key: "", group: "Secrets",
        ValueKind<SecretFile>.secretFile.list(atMost: SecretName.allCases.count), fallback: [], isFlagOnly: true,
        "A secret and the file, of its owner alone, that it is in: "
            + SecretFile.names.map(\.rawValue).joined(separator: ", ")
            + ". The file of state-key is that of `sealctl enclave state-key`.")
    private static let bringsFloor = Setting(
        "state-floor", key: "", group: "Secrets", .boolean, fallback: false, isFlagOnly: true,
        "Brings what the chain has of the cluster's state: the enclave then takes no older one, and makes newer ones.")

    static let command = Command(
        words: ["enclave", "provision"], summary: "Brings an enclave its secrets, once it is verified.",
        operands: [endpoint],
        settings: [secrets, bringsFloor] + EnclaveFlags.expectation + Flags.owning + [Flags.passwordFile],
        details: """
            The enclave answers a challenge on the connection that the secrets are then sent on. They are sealed to the key that it has
            attested, under their names, for this connection alone, and signed by a key of the wallet that the enclave's measured
            configuration names as a provisioner. All are taken or none; each is taken once, until the enclave is started again.
            """
    ) { invocation throws(CommandFailure) in
        let verifier = try EnclaveFlags.verifier(invocation, inspects: false)
        let place = try invocation.operand(0, "ENDPOINT", ValueKind<Endpoint>.enclave)
        let files = try invocation(secrets)
        let bringsFloor = try invocation(bringsFloor)
        guard !files.isEmpty || bringsFloor else {
            throw CommandFailure("nothing to bring: use --secret NAME=FILE or --state-floor", .usage)
        }
        guard Set(files.map(\.name)).count == files.count else {
            throw CommandFailure("--secret names a secret twice", .usage)
        }
        let session = try Session(invocation)
        let cluster = try session.ids().cluster
        var named: [NamedSecret] = []
        for file in files { named.append(try file.read(invocation)) }
        if bringsFloor { named.append(try NamedSecret(try session.stateFloor())) }
        // Everything that a person can get wrong has been looked at: now the enclave.
        let client = try ProvisioningClient(place)
        let verified = try client.verified(verifier, invocation.console)
        invocation.console.progress("verified \(verified.enclave.moduleID)")
        let provisioner = try Provisioner(invocation, cluster: cluster)
        try provisioner.bring(named, client, verified)
        return Report.of(
            ("brought", .list(named.map { .text($0.name.rawValue) })), ("cluster", .text(cluster.description))
        ).joined(with: Report.of(verified.enclave, verifier, isArchived: false))
    }
}

/// A secret and where it is.
struct SecretFile: Hashable, Sendable {
    /// Those that come from files: what the chain says, it says itself.
    static let names = SecretName.allCases.filter { $0 != .stateFloor }

    /// What it is.
    let name: SecretName
    /// In which file.
    let path: String

    /// The secret.
    func read(_ invocation: Invocation) throws(CommandFailure) -> NamedSecret {
        if name == .stateKey { return NamedSecret(name, try StateKeyCommand.open(path, invocation)) }
        var bytes = try PrivateFile.bytes(path, limit: name.limit)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        guard name.allows(length: bytes.count) else {
            throw CommandFailure("\(path): a \(name.rawValue) has at least one byte", .configuration)
        }
        do throws(CryptoError) { return NamedSecret(name, try Secret(copying: bytes.span)) } catch {
            throw CommandFailure(error)
        }
    }
}

extension ValueKind where Value == SecretFile {
    /// `NAME=FILE`.
    static var secretFile: ValueKind {
        ValueKind(
            "NAME=FILE",
            read: { text throws(ValueRefusal) in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let name = SecretFile.names.first(where: { $0.rawValue == parts[0] }) else {
                    let names = SecretFile.names.map(\.rawValue).joined(separator: ", ")
                    throw ValueRefusal("must be NAME=FILE, with one of these names: \(names)")
                }
                return SecretFile(name: name, path: try ValueKind<String>.path.value(of: String(parts[1])))
            }, write: { "\($0.name.rawValue)=\($0.path)" })
    }
}

extension ValueKind where Value == Endpoint {
    /// Where an enclave can be connected to.
    static var enclave: ValueKind {
        ValueKind(
            "ENDPOINT",
            read: { text throws(ValueRefusal) in
                guard let endpoint = Endpoint(text), endpoint.isReachable else {
                    throw ValueRefusal("must be vsock:CID:PORT, tcp:ADDRESS:PORT or unix:PATH")
                }
                return endpoint
            }, write: { $0.description })
    }
}
