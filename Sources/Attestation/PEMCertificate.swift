// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import COpenSSL
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
            let key = Self.key(of: der), let keyDigest = try? SHA256.digest(of: key.span)
        else { return nil }
        self.digest = digest
        self.keyDigest = keyDigest
    }

    /// The SubjectPublicKeyInfo as it stands in the certificate.
    private static func key(of der: [UInt8]) -> [UInt8]? {
        let certificate: OpaquePointer? = unsafe der.withUnsafeBufferPointer { der in
            var place = der.baseAddress
            let certificate = unsafe d2i_X509(nil, &place, der.count)
            if let start = der.baseAddress, unsafe place == start + der.count { return unsafe certificate }
            unsafe X509_free(certificate)
            return nil
        }
        guard let certificate = unsafe certificate else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe X509_free(certificate) }
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
        guard length > 0, let start = unsafe encoded else { return nil }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
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
