// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Secrets whose keys a key management service releases to enclaves.
enum ProvisionWrapped {
    private static let dataKey = Setting(
        "data-key", key: "", group: "Wrapping", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A file of its owner alone with the data key, 32 bytes, of which the service keeps the other form.")
    private static let keyID = Setting(
        "key-id", key: "", group: "Wrapping",
        ValueKind<String>.text("KEY", atMost: WrappedSecret.keyIDLimit).optional, fallback: nil, isFlagOnly: true,
        "The service's key that the data key is under: its ARN.")
    private static let output = Setting(
        "to", key: "", group: "Wrapping", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where it is written.")
    private static let wrapped = Setting(
        "wrapped", key: "", group: "Wrapping", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "What `sealctl enclave wrap` wrote.")
    private static let envelope = Setting(
        "envelope", key: "", group: "Wrapping", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "What the service answered: CiphertextForRecipient, as bytes.")

    private static let wrappedLimit = 512 * 1024

    static let all: [Command] = [
        Command(
            words: ["enclave", "wrap"], summary: "Puts a secret under a data key, and signs for it.",
            operands: [Operand("NAME=FILE", "the secret, and the file, of its owner alone, that it is in")],
            settings: [dataKey, keyID, output] + Flags.owning + [Flags.passwordFile], run: wrap),
        Command(
            words: ["enclave", "kms-document"],
            summary: "Asks an enclave for what a key management service wants to see.",
            operands: [ProvisionCommand.endpoint], settings: [output],
            details:
                "The document is about a key for envelopes, and no identity: the service verifies it, and this command does not."
        ) { invocation throws(CommandFailure) in
            let client = try ProvisioningClient(try invocation.operand(0, "ENDPOINT", ValueKind<Endpoint>.enclave))
            let path = try needed(output, invocation)
            guard case .document(let document) = try client.ask(.envelopeKey) else { throw client.foreign }
            try write(document, to: path)
            return .of(("document", .text(path)))
        },
        Command(
            words: ["enclave", "unwrap"], summary: "Brings an enclave a wrapped secret, and the service's answer.",
            operands: [ProvisionCommand.endpoint], settings: [wrapped, envelope],
            details:
                "Neither tells anybody anything but the enclave that the service has answered; the enclave asks for a provisioner's signature."
        ) { invocation throws(CommandFailure) in
            let place = try invocation.operand(0, "ENDPOINT", ValueKind<Endpoint>.enclave)
            let (path, other) = (try needed(wrapped, invocation), try needed(envelope, invocation))
            let bytes = try read(path, wrappedLimit)
            guard let secret = WrappedSecret(bytes.span) else {
                throw CommandFailure("\(path): this is no wrapped secret", .configuration)
            }
            let envelope = try read(other, EnvelopeKey.longestEnvelope)
            let client = try ProvisioningClient(place)
            guard try client.ask(.wrapped(secret, envelope: envelope)) == .done else { throw client.foreign }
            return .of(("brought", .text(secret.name.rawValue)), ("keyID", .text(secret.keyID)))
        },
    ]

    @Sendable private static func wrap(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let file = try invocation.operand(0, "NAME=FILE", ValueKind<SecretFile>.secretFile)
        let (keyPath, keyID, path) = (
            try needed(dataKey, invocation), try needed(keyID, invocation), try needed(output, invocation)
        )
        let cluster = try Session(invocation).ids().cluster
        let secret = try file.read(invocation)
        var bytes = try PrivateFile.bytes(keyPath, limit: SealedStream.keyLength)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        guard bytes.count == SealedStream.keyLength else {
            throw CommandFailure("\(keyPath): a data key has \(SealedStream.keyLength) bytes", .configuration)
        }
        let dataKey: Secret
        do throws(CryptoError) { dataKey = try Secret(copying: bytes.span) } catch { throw CommandFailure(error) }
        let provisioner = try Provisioner(invocation, cluster: cluster)
        let wrapped = try provisioner.wrap(secret, under: dataKey, keyID: keyID)
        try write(wrapped.encoded, to: path)
        return .of(("wrapped", .text(path)), ("name", .text(file.name.rawValue)), ("keyID", .text(keyID)))
    }

    private static func needed(
        _ setting: Setting<String?>, _ invocation: Invocation
    ) throws(CommandFailure) -> String {
        guard let value = try invocation(setting) else { throw CommandFailure("\(setting.flag) is needed", .usage) }
        return value
    }

    private static func read(_ path: String, _ limit: Int) throws(CommandFailure) -> [UInt8] {
        do throws(FileError) { return try FileContents.read(path, limit: limit).bytes } catch {
            throw CommandFailure(path, error)
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do throws(FileError) { try FileReplacement.write(bytes.span, to: path, readers: .everybody) } catch {
            throw CommandFailure(writing: path, error)
        }
    }
}
