// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import COpenSSL
internal import Crypto
internal import Kernel

extension CertificateHandle {
    /// A certificate that says what a form does, signed by its own key.
    init(_ form: CertificateForm, selfSignedBy key: borrowing KeyPair) throws(CryptoError) {
        let handle = try CertificateHandle(form, for: key)
        let raw = unsafe handle.raw
        try unsafe handle.finish(form, issuer: raw, signedBy: key)
        self = handle
    }

    /// A certificate that says what a form does, signed by an authority.
    init(
        _ form: CertificateForm, for key: borrowing KeyPair, issuer: borrowing CertificateHandle,
        signedBy signer: borrowing KeyPair
    ) throws(CryptoError) {
        let handle = try CertificateHandle(form, for: key)
        let above = unsafe issuer.raw
        try unsafe handle.finish(form, issuer: above, signedBy: signer)
        self = handle
    }

    /// Everything but the issuer, the extensions and the signature.
    private init(_ form: CertificateForm, for key: borrowing KeyPair) throws(CryptoError) {
        guard let raw = unsafe X509_new() else { throw CryptoError(.outOfMemory) }
        let handle = unsafe CertificateHandle(owning: raw)
        try handle.fill(form, try Self.serialNumber())
        guard unsafe X509_set_pubkey(raw, key.raw) == 1 else { throw Self.refused() }
        self = handle
    }

    /// RFC 5280: version 3, a random serial number, ECDSA with SHA-256.
    private borrowing func finish(
        _ form: CertificateForm, issuer: OpaquePointer, signedBy signer: borrowing KeyPair
    ) throws(CryptoError) {
        guard let name = unsafe X509_get_subject_name(issuer), unsafe X509_set_issuer_name(raw, name) == 1 else {
            throw Self.refused()
        }
        // Identifiers of keys are taken from the two certificates.
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, issuer, raw, nil, nil, 0)
        for (number, value) in form.extensions { try unsafe add(number, value, &context) }
        guard unsafe X509_sign(raw, signer.raw, EVP_sha256()) > 0 else { throw Self.refused() }
    }

    /// 16 bytes: positive, not zero, and of no shorter form.
    private static func serialNumber() throws(CryptoError) -> [UInt8] {
        var bytes = try randomBytes(16)
        bytes[0] = bytes[0] & 0x3F | 0x40
        return bytes
    }

    /// Version, serial number, times and the subject.
    private borrowing func fill(_ form: CertificateForm, _ serial: [UInt8]) throws(CryptoError) {
        guard let number = unsafe BN_bin2bn(serial, CInt(serial.count), nil) else { throw CryptoError(.outOfMemory) }
        defer { unsafe BN_free(number) }
        let name = Array(form.commonName.utf8)
        guard let subject = unsafe X509_get_subject_name(raw), unsafe X509_set_version(raw, 2) == 1,
            unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(raw)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notBefore(raw), time_t(form.validity.notBefore.seconds)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(raw), time_t(form.validity.notAfter.seconds)) != nil,
            unsafe X509_NAME_add_entry_by_NID(
                subject, NID_commonName, MBSTRING_UTF8, name, CInt(name.count), -1, 0) == 1
        else { throw Self.refused() }
    }

    /// Adds an extension.
    private borrowing func add(
        _ number: CInt, _ value: String, _ context: UnsafeMutablePointer<X509V3_CTX>
    ) throws(CryptoError) {
        guard let new = unsafe X509V3_EXT_nconf_nid(nil, context, number, value) else { throw Self.refused() }
        defer { unsafe X509_EXTENSION_free(new) }
        guard unsafe X509_add_ext(raw, new, -1) == 1 else { throw Self.refused() }
    }

    /// It, in DER.
    borrowing func encoded() throws(CryptoError) -> [UInt8] {
        guard let der else { throw Self.refused() }
        return der
    }

    /// It, in PEM.
    borrowing func pem() throws(CryptoError) -> [UInt8] {
        let certificate = unsafe raw
        let bio = try MemoryBIO()
        guard unsafe PEM_write_bio_X509(bio.raw, certificate) == 1 else { throw Self.refused() }
        return try bio.withBytes { bytes in [UInt8](copying: bytes) }
    }

    /// OpenSSL's reason stays on this thread's stack otherwise, where the next caller would take it for its own.
    static func refused() -> CryptoError {
        ERR_clear_error()
        return CryptoError(.outOfMemory)
    }
}
