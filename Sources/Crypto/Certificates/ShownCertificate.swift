// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// A certificate that somebody shows: what it says of itself, of which nothing was checked.
public struct ShownCertificate: Hashable, Sendable {
    /// The whole of it.
    public let der: [UInt8]
    /// The subject's common name; empty if there is none.
    public let commonName: String
    /// Whom it is for, as OpenSSL writes it: `DNS:localhost, IP Address:127.0.0.1`; empty if it names nobody.
    public let alternatives: String
    /// Its first moment, in seconds since 1970.
    public let notBefore: Int64
    /// Its last, in seconds since 1970.
    public let notAfter: Int64
    /// SHA-256 of its SubjectPublicKeyInfo, by which a connection can be held to it.
    public let keyDigest: Bytes32

    private static let longestText = 1 << 20

    /// The certificates in a text, in order.
    ///
    /// What is none is passed over, as OpenSSL does; of more than a mebibyte nothing is looked at. The corresponding C function is
    /// `PEM_read_bio_X509`.
    public static func all(in text: [UInt8]) -> [ShownCertificate] {
        guard !text.isEmpty, text.count <= longestText, let memory = unsafe BIO_new_mem_buf(text, CInt(text.count))
        else {
            return []
        }
        defer {
            unsafe BIO_free(memory)
            // The end of a text counts as a fault; the next caller would take it for its own.
            ERR_clear_error()
        }
        var found: [ShownCertificate] = []
        while let raw = unsafe PEM_read_bio_X509(memory, nil, nil, nil) {
            let handle = unsafe CertificateHandle(owning: raw)
            if let certificate = ShownCertificate(handle) { found.append(certificate) }
        }
        return found
    }

    init?(_ handle: borrowing CertificateHandle) {
        guard let der = handle.der, let info = handle.keyInfo, let digest = try? SHA256.digest(of: info.span),
            let validity = handle.validity
        else { return nil }
        (self.der, keyDigest, notBefore, notAfter) = (der, digest, validity.notBefore, validity.notAfter)
        commonName = handle.commonName
        alternatives = handle.alternatives
    }
}
