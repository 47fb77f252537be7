// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Enters enclaves on chain, and what they must measure.
enum EnclaveRegister {
    private static let endpoint = Setting(
        "endpoint", key: "", group: "Register", ValueKind<String>.text("URL", atMost: 256).optional, fallback: nil,
        isFlagOnly: true, "Where others find it: https://HOST[:PORT]. Must be given.")

    static let all: [Command] = [
        .sending(
            ["enclave", "approve"], "Has the chain expect these measurements; enclaves of others are retired by it.",
            settings: EnclaveFlags.image
        ) { invocation, sender throws(CommandFailure) in
            let policy = try EnclaveFlags.verifier(invocation, inspects: false).policy
            return try sender.session.calls().updatePCRs(
                pcr0: policy.expected[0] ?? [], pcr1: policy.expected[1] ?? [], pcr2: policy.expected[2] ?? [],
                pcr16: [], cap: try sender.capability("AdminCap"))
        },
        Command(
            words: ["enclave", "register"], summary: "Enters an enclave on chain, once it is verified.",
            operands: [ProvisionCommand.endpoint],
            settings: [endpoint] + EnclaveFlags.expectation + Flags.sending,
            details: """
                The enclave is verified as for `enclave provision`, and signs who registers it under which endpoint, by order of a
                provisioner's key, which is the sender's. The chain verifies its document once more: AWS's root, the measurements of
                `enclave approve`, ten minutes at most. On a local ledger the root is that of `devnet --enclave-root`.
                """,
            run: register),
    ]

    @Sendable private static func register(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let verifier = try EnclaveFlags.verifier(invocation, inspects: false)
        let place = try invocation.operand(0, "ENDPOINT", ValueKind<Endpoint>.enclave)
        guard let url = try invocation(endpoint) else { throw CommandFailure("--endpoint must be given", .usage) }
        guard url.hasPrefix("https://") else { throw CommandFailure("--endpoint must be https://HOST[:PORT]", .usage) }
        let sender = try Sender(invocation)
        let cluster = try sender.session.ids().cluster
        let client = try ProvisioningClient(place)
        let verified = try client.verified(verifier, invocation.console)
        let provisioner = try Provisioner(invocation, cluster: cluster)
        let registrant = sender.signer.address.raw
        let reply = try provisioner.order(client, verified) { _ throws(CommandFailure) in
            .claim(registrant: registrant, endpoint: url)
        }
        guard case .claimed(let key, let signature) = reply else { throw client.foreign }
        let claim = EnclaveClaim(cluster: cluster.raw, registrant: registrant, endpoint: url)
        try check(key, signature, claim, verified)
        let program = try sender.session.calls().registerEnclave(
            document: verified.bytes, signingKey: key.bytes, tlsSPKISHA256: verified.commitment.tls.bytes,
            configSHA256: verified.commitment.config.bytes, endpoint: url, signature: signature)
        return try sender.send(program).report
    }

    /// What was signed must be what was asked for, by the key that the enclave has fixed: the chain takes nothing else.
    private static func check(
        _ key: Bytes32, _ signature: [UInt8], _ claim: EnclaveClaim, _ verified: VerifiedRecipient
    ) throws(CommandFailure) {
        let digest: Bytes32
        do throws(CryptoError) { digest = try SigningKeyInfo.digest(of: key) } catch { throw CommandFailure(error) }
        guard digest == verified.commitment.signing, let signer = PublicKey(.ed25519, key.bytes),
            claim.isSigned(signature, by: signer)
        else { throw CommandFailure("the claim is not signed by the key that the enclave has attested", .refused) }
    }
}
