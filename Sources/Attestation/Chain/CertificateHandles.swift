// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Crypto

/// Certificates as OpenSSL has them, in an order: one owner, which frees them all.
@safe
struct CertificatesHandle: ~Copyable {
    let raw: OpaquePointer

    init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe shim_X509_stack_free(raw) }

    /// Reads certificates in DER, of which nothing may be left.
    static func read(_ certificates: [[UInt8]]) throws(AttestationRefusal) -> CertificatesHandle {
        guard let raw = unsafe shim_X509_stack_new() else { throw AttestationRefusal(.unavailable, "memory") }
        let handle = unsafe CertificatesHandle(owning: raw)
        for der in certificates {
            guard let certificate = CertificateHandle(der) else {
                throw AttestationRefusal(.malformedCertificate, "a certificate that OpenSSL does not read")
            }
            let raw = unsafe certificate.raw
            guard unsafe X509_up_ref(raw) == 1 else { throw AttestationRefusal(.unavailable, "memory") }
            guard unsafe shim_X509_stack_push(handle.raw, raw) > 0 else {
                unsafe X509_free(raw)
                throw AttestationRefusal(.unavailable, "memory")
            }
        }
        return handle
    }

    /// One of them, which stays theirs.
    subscript(_ index: Int) -> OpaquePointer? { unsafe shim_X509_stack_value(raw, CInt(index)) }
}

/// Certificates that are trusted.
@safe
struct TrustHandle: ~Copyable {
    let raw: OpaquePointer

    init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe X509_STORE_free(raw) }
}

/// The verification of one chain; what it was given must outlive it.
@safe
struct VerificationHandle: ~Copyable {
    let raw: OpaquePointer

    init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe X509_STORE_CTX_free(raw) }
}

/// The key of a leaf whose chain was verified: what a document is signed with.
@safe
struct LeafKey: ~Copyable {
    private let raw: OpaquePointer

    init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe EVP_PKEY_free(raw) }

    /// Whether the signature was made over the bytes by this key's other half.
    func isValid(_ signature: DocumentSignature, over bytes: [UInt8]) throws(AttestationRefusal) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else { throw AttestationRefusal(.unavailable, "memory") }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, EVP_sha384(), nil, raw) == 1 else {
            throw AttestationRefusal(.unavailable, "SHA-384")
        }
        let der = signature.der
        return unsafe EVP_DigestVerify(context, der, der.count, bytes, bytes.count) == 1
    }
}
