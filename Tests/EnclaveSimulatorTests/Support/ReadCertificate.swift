// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import EnclaveSimulator
import Testing

/// A certificate as OpenSSL reads it.
final class ReadCertificate {
    let raw: OpaquePointer

    init(_ der: [UInt8]) throws {
        var start: UnsafePointer<UInt8>?
        raw = try der.withUnsafeBufferPointer { der in
            start = der.baseAddress
            let certificate = try #require(d2i_X509(nil, &start, der.count))
            // All of it is the certificate.
            #expect(start == der.baseAddress.map { $0 + der.count })
            return certificate
        }
    }

    deinit { X509_free(raw) }

    var version: Int { X509_get_version(raw) + 1 }
    var commonName: String { Self.commonName(X509_get_subject_name(raw)) }
    var issuer: String { Self.commonName(X509_get_issuer_name(raw)) }
    var algorithm: CInt { X509_get_signature_nid(raw) }
    var isAuthority: Bool { X509_get_extension_flags(raw) & UInt32(EXFLAG_CA) != 0 }
    /// -1 where there is none.
    var pathLength: Int { X509_get_pathlen(raw) }
    var usage: UInt32 { X509_get_key_usage(raw) }

    /// How many seconds it counts.
    var life: Int {
        var (days, seconds): (CInt, CInt) = (0, 0)
        ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(raw), X509_get0_notAfter(raw))
        return Int(days) * 86_400 + Int(seconds)
    }

    func counts(at seconds: Int) -> Bool {
        var time = seconds
        return X509_cmp_time(X509_get0_notBefore(raw), &time) < 0 && X509_cmp_time(X509_get0_notAfter(raw), &time) > 0
    }

    func isSigned(by other: ReadCertificate) -> Bool { X509_verify(raw, X509_get0_pubkey(other.raw)) == 1 }

    func isCritical(_ extension: CInt) -> Bool? {
        let place = X509_get_ext_by_NID(raw, `extension`, -1)
        guard place >= 0 else { return nil }
        return X509_EXTENSION_get_critical(X509_get_ext(raw, place)) == 1
    }

    var keyBits: CInt { EVP_PKEY_get_bits(X509_get0_pubkey(raw)) }

    private static func commonName(_ name: OpaquePointer?) -> String {
        var text: [CChar] = .init(repeating: 0, count: 256)
        let count = X509_NAME_get_text_by_NID(name, NID_commonName, &text, CInt(text.count))
        return String(decoding: text.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
