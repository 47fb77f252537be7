// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Wire

/// The module `sui::nitro_attestation`, as far as our contracts need it: documents are verified as of the ledger's time.
///
/// What they measure, and how old they are, is what the contract looks at afterwards.
enum NitroAttestation {
    /// Sui's framework.
    static let package = Address(2)
    static let module = "nitro_attestation"
    static let function = "load_nitro_attestation"

    /// The network takes a document as long as its chain holds; the contract takes it for ten minutes.
    private static let maximumAge = Duration.seconds(24 * 3600)

    /// What a document says, if it is genuine under a root.
    static func load(_ argument: [UInt8], _ root: Bytes32, milliseconds: UInt64) -> AttestedEnclave? {
        guard let bytes = try? bytes(argument), let document = try? UnverifiedDocument(bytes.span) else { return nil }
        let verifier = Verifier(root: .only(sha256OfDER: root), policy: PCRPolicy.any.allowingDebug)
        let now = WallTime(nanoseconds: Int64(clamping: milliseconds) &* 1_000_000)
        let verdict = verifier.verify(document, freshness: .live(now: now, maxAge: maximumAge), nonce: nil)
        guard case .attested(let enclave) = verdict else { return nil }
        return AttestedEnclave(
            milliseconds: UInt64(max(0, enclave.timestamp.nanoseconds)) / 1_000_000,
            pcr0: enclave.pcrs[0] ?? [], pcr1: enclave.pcrs[1] ?? [], pcr2: enclave.pcrs[2] ?? [],
            pcr16: enclave.pcrs[16] ?? [], publicKey: enclave.publicKey ?? [], userData: enclave.userData ?? [])
    }

    /// A byte string in BCS.
    private static func bytes(_ argument: [UInt8]) throws(BCSError) -> [UInt8] {
        var reader = BCSReader(argument.span)
        let bytes = try reader.bytes()
        try reader.finish()
        return bytes
    }
}
