// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import HTTPClient

/// The certificates of a cluster's apiserver, from an enclave that was verified first.
struct EnclaveLogin {
    static let attested = Setting(
        "attested", key: "", group: "Enclave", ValueKind<String>.text("URL", atMost: 2048).optional, fallback: nil,
        isFlagOnly: true,
        "The cluster's enclave, such as https://k3s.example:9443: it is verified, and says what the apiserver's certificate must "
            + "come from. Nothing is written unless it is what it should be.")
    static let settings: [any AnySetting] = [attested] + EnclaveFlags.expectation

    /// Where an enclave says which authority its apiserver's certificate is from.
    private static let path = "/api/v1/cluster-ca"
    private static let patience = Duration.seconds(15)

    /// Who it is.
    let enclave: AttestedEnclave
    /// Whose word that is.
    let root: String
    /// What the apiserver's certificate must come from, in PEM.
    let authority: [UInt8]

    /// Verifies the enclave that a flag names; `nil` where none does.
    init?(_ invocation: Invocation, server: String) throws(CommandFailure) {
        guard let url = try invocation(Self.attested) else {
            let given = EnclaveFlags.expectation.filter { invocation.resolve.source(of: $0) != .none }
            guard given.isEmpty else {
                throw CommandFailure("\(given[0].flag) says what an enclave must be: name it with --attested", .usage)
            }
            return nil
        }
        let verifier = try EnclaveFlags.verifier(invocation, inspects: false)
        let connection = try EnclaveConnection(url, verifier, invocation.console)
        enclave = connection.enclave
        root = verifier.root.named
        authority = try Self.authority(connection, server)
    }

    /// What the enclave says over the connection that was attested; else the apiserver's own certificate, if its key is the enclave's.
    private static func authority(
        _ connection: EnclaveConnection, _ server: String
    ) throws(CommandFailure) -> [UInt8] {
        if let said = try connection.get(path) {
            guard PEMCertificate(said) != nil, LoginCommand.isPublic(said) else {
                throw CommandFailure("\(connection.url): its authority is no certificate in PEM", .unavailable)
            }
            return said
        }
        let shown: [UInt8]
        do throws(ClientError) { shown = try Client().certificate(of: server, within: patience) } catch {
            throw CommandFailure("\(server): \(error.description)", .unavailable)
        }
        guard let certificate = PEMCertificate(shown), certificate.keyDigest == connection.key else {
            throw CommandFailure(
                "\(server): the enclave is verified, but nothing that it says leads to this apiserver's certificate",
                .refused)
        }
        return shown
    }
}
