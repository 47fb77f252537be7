// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto

/// A certificate of which nothing but its digests is wanted: nobody has checked it.
public struct PEMCertificate: Hashable, Sendable {
    /// SHA-256 of its DER.
    public let digest: Bytes32
    /// SHA-256 of its key's SubjectPublicKeyInfo.
    public let keyDigest: Bytes32

    /// Reads the first certificate in a text; `nil` where there is none.
    public init?(_ text: [UInt8]) {
        guard let der = PEM.certificate(text), let digest = try? SHA256.digest(of: der.span),
            let key = CertificateHandle(der)?.keyInfo, let keyDigest = try? SHA256.digest(of: key.span)
        else { return nil }
        self.digest = digest
        self.keyDigest = keyDigest
    }
}

/// Certificates between lines of dashes (RFC 7468).
enum PEM {
    private static let begin = "-----BEGIN CERTIFICATE-----"
    private static let end = "-----END CERTIFICATE-----"

    /// The DER of the first certificate in a text; `nil` where there is none.
    static func certificate(_ text: [UInt8]) -> [UInt8]? {
        let lines = text.split { $0 == 0x0a || $0 == 0x0d }
        guard let first = lines.firstIndex(where: { $0.elementsEqual(begin.utf8) }),
            let last = lines[first...].firstIndex(where: { $0.elementsEqual(end.utf8) })
        else { return nil }
        let digits = Array(lines[lines.index(after: first)..<last].joined())
        return Base64.decode(digits.span)
    }
}
