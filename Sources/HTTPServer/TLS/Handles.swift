// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// One owner per OpenSSL object: dropped, it frees.
@safe
struct ContextHandle: ~Copyable {
    let raw: OpaquePointer
    init(owning raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe SSL_CTX_free(raw) }
}

/// A certificate.
@safe
struct CertificateHandle: ~Copyable {
    let raw: OpaquePointer
    init(owning raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe X509_free(raw) }
}

/// A stack of certificates, with its elements.
@safe
struct CertificatesHandle: ~Copyable {
    let raw: OpaquePointer
    init(owning raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe shim_X509_stack_free(raw) }
}

/// A private key.
@safe
struct KeyHandle: ~Copyable {
    let raw: OpaquePointer
    init(owning raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe EVP_PKEY_free(raw) }
}

/// A BIO that reads from memory that outlives it.
@safe
struct MemoryHandle: ~Copyable {
    let raw: OpaquePointer
    init(owning raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe BIO_free(raw) }
}
