// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Crypto
internal import Kernel

// What is said of an enclave whose document held.
extension Report {
    /// Everything that its document says; what nobody should rely on comes first.
    static func of(_ enclave: AttestedEnclave, _ verifier: Verifier, isArchived: Bool) -> Report {
        return .of(
            ("verdict", .text(verdict(enclave, verifier, isArchived))), ("isTrusted", .bool(enclave.isTrusted)),
            ("isArchived", .bool(isArchived)), ("root", .text(verifier.root.named)),
            ("moduleID", .text(enclave.moduleID)), ("region", .text(enclave.region)),
            ("made", .time(milliseconds(enclave.timestamp))), ("chainEnds", .time(milliseconds(enclave.chainEnds))),
            ("isDebug", .bool(enclave.isDebug)), ("measurements", .list(registers(enclave, verifier.policy))),
            ("commitment", commitment(enclave)))
    }

    private static func verdict(_ enclave: AttestedEnclave, _ verifier: Verifier, _ isArchived: Bool) -> String {
        if !enclave.isTrusted {
            let reason =
                enclave.isDebug
                ? "it runs in debug mode: its memory can be read from outside" : "nobody has said what should run there"
            return "UNTRUSTED: the document is genuine, and \(reason)"
        }
        let whose = verifier.root.isOfAWS ? "" : ", by the word of a root that is not AWS's"
        return (isArchived ? "verified as of then, which says nothing about now" : "verified") + whose
    }

    /// Registers that hold something, and whether that was asked for.
    private static func registers(_ enclave: AttestedEnclave, _ policy: PCRPolicy) -> [Report] {
        enclave.pcrs.sorted { $0.key < $1.key }.compactMap { index, value in
            let isExpected = policy.expected[index] != nil
            guard isExpected || value.contains(where: { $0 != 0 }) else { return nil }
            let isCommitted = index == EnclaveCommitment.register && enclave.commitment != nil
            return .of(
                ("register", .text("PCR\(index)")), ("value", .text(Hex.encode(value))),
                ("checked", .text(isExpected ? "as expected" : isCommitted ? "fits its keys" : "-")))
        }
    }

    /// What the enclave has fixed: its keys, by SHA-256.
    private static func commitment(_ enclave: AttestedEnclave) -> Report {
        guard let commitment = enclave.commitment else { return .null }
        return .of(
            ("tlsKey", .text(commitment.tls.hex)), ("signingKey", .text(commitment.signing.hex)),
            ("recipientKey", .text(commitment.recipient.hex)), ("configuration", .text(commitment.config.hex)))
    }

    private static func milliseconds(_ time: WallTime) -> UInt64 { UInt64(max(0, time.nanoseconds)) / 1_000_000 }
}

extension TrustRoot {
    /// For people: whose it is, and which.
    var named: String { (isOfAWS ? "AWS, " : "as given, not AWS: ") + fingerprint }
}
