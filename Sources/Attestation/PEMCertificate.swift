// SPDX-License-Identifier: Apache-2.0
public import Crypto

/// A certificate of which nothing but its digests is wanted: nobody has checked it.
public struct PEMCertificate: Hashable, Sendable {
    /// SHA-256 of its DER.
    public let digest: Bytes32
    /// SHA-256 of its key's SubjectPublicKeyInfo.
    public let keyDigest: Bytes32

    /// Reads the first certificate in a text; `nil` where there is none.
    public init?(_ text: [UInt8]) {
        guard let der = CertificatePEM.first(in: text), let digest = try? SHA256.digest(of: der.span),
            let key = CertificateHandle(der)?.keyInfo, let keyDigest = try? SHA256.digest(of: key.span)
        else { return nil }
        self.digest = digest
        self.keyDigest = keyDigest
    }
}
