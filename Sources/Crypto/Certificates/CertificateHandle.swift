// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc

/// One owner of an `X509`.
@safe
package struct CertificateHandle: ~Copyable {
    package let raw: OpaquePointer

    package init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    /// Reads a certificate in DER, of which nothing may be left.
    package init?(_ der: [UInt8]) {
        let certificate: OpaquePointer? = unsafe der.withUnsafeBufferPointer { der in
            var place = der.baseAddress
            let certificate = unsafe d2i_X509(nil, &place, der.count)
            if let start = der.baseAddress, unsafe place == start + der.count { return unsafe certificate }
            unsafe X509_free(certificate)
            return nil
        }
        guard let raw = unsafe certificate else {
            ERR_clear_error()
            return nil
        }
        unsafe self.raw = raw
    }

    deinit { unsafe X509_free(raw) }

    /// It, in DER.
    package var der: [UInt8]? {
        var encoded: UnsafeMutablePointer<UInt8>?
        return unsafe Self.bytes(i2d_X509(raw, &encoded), &encoded)
    }

    /// The SubjectPublicKeyInfo as it stands in the certificate.
    package var keyInfo: [UInt8]? {
        var encoded: UnsafeMutablePointer<UInt8>?
        return unsafe Self.bytes(i2d_X509_PUBKEY(X509_get_X509_PUBKEY(raw), &encoded), &encoded)
    }

    /// Its first moment and its last, in seconds since 1970.
    package var validity: (notBefore: Int64, notAfter: Int64)? {
        guard let notBefore = unsafe Self.seconds(X509_get0_notBefore(raw)),
            let notAfter = unsafe Self.seconds(X509_get0_notAfter(raw))
        else { return nil }
        return (notBefore, notAfter)
    }

    /// The subject's common name; empty if there is none.
    package var commonName: String {
        guard let subject = unsafe X509_get_subject_name(raw) else { return "" }
        let index = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let data = unsafe X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)) else {
            return ""
        }
        var encoded: UnsafeMutablePointer<UInt8>?
        let text = unsafe Self.bytes(ASN1_STRING_to_UTF8(&encoded, data), &encoded) ?? []
        return String(decoding: text, as: UTF8.self)
    }

    /// Whom it is for, as OpenSSL writes it; empty if it names nobody.
    var alternatives: String {
        let index = unsafe X509_get_ext_by_NID(raw, NID_subject_alt_name, -1)
        guard index >= 0, let memory = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer {
            unsafe BIO_free(memory)
            ERR_clear_error()
        }
        guard unsafe X509V3_EXT_print(memory, X509_get_ext(raw, index), 0, 0) == 1 else { return "" }
        // BIO_get_mem_data is a macro.
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe BIO_ctrl(memory, BIO_CTRL_INFO, 0, &start)
        guard count > 0, let start = unsafe start else { return "" }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var calendar = unsafe tm()
        guard let time = unsafe time, unsafe ASN1_TIME_to_tm(time, &calendar) == 1 else { return nil }
        return Int64(unsafe timegm(&calendar))
    }

    /// Copies what OpenSSL has written and frees it.
    private static func bytes(_ count: CInt, _ start: inout UnsafeMutablePointer<UInt8>?) -> [UInt8]? {
        guard count >= 0, let first = unsafe start else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe CRYPTO_free(first, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: first, count: Int(count)))
    }
}
