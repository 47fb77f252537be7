// SPDX-License-Identifier: Apache-2.0
public import Attestation

extension OwnDocument {
    /// How old a document of our own may be when it comes: what is older was not made for us.
    private static let patience = Duration.seconds(120)

    /// Reads documents as a verifier outside would, and demands that they commit to what this enclave is.
    ///
    /// A document that is refused here would be refused by everybody: it is better not to be ready than to serve it.
    public static func reader(_ verifier: Verifier, commitment: EnclaveCommitment) -> OwnDocumentReader {
        { bytes, now in
            guard let document = try? UnverifiedDocument(bytes.span) else { return nil }
            let freshness = Freshness.live(now: now, maxAge: patience)
            guard case .attested(let enclave) = verifier.verify(document, freshness: freshness, nonce: nil),
                let found = enclave.commitment, found == commitment
            else { return nil }
            return OwnDocument(
                bytes: bytes, timestamp: enclave.timestamp, chainEnds: enclave.chainEnds, moduleID: enclave.moduleID,
                pcrs: enclave.pcrs, commitment: found, isDebug: enclave.isDebug)
        }
    }
}
