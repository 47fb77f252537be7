// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Kernel

extension CertificateChain {
    /// The leaf's key, if each certificate has signed the next and all are valid at this moment.
    ///
    /// The pinned root alone is trusted. `X509_V_FLAG_X509_STRICT` is not set: it wants key identifiers that AWS leaves out.
    /// The corresponding C function is `X509_verify_cert`.
    func verifiedKey(at moment: WallTime) throws(AttestationRefusal) -> LeafKey {
        // What fails leaves its reason on this thread's stack, where the next caller would take it for its own.
        defer { ERR_clear_error() }
        // As OpenSSL orders them: the leaf is the first.
        let handles = try CertificatesHandle.read(certificates.reversed())
        let last = certificates.count - 1
        guard let leaf = unsafe handles[0], let root = unsafe handles[last] else {
            throw AttestationRefusal(.unavailable, "memory")
        }
        // Where the point is none of the curve, OpenSSL makes no key of it.
        guard let point = unsafe X509_get_pubkey(leaf) else {
            throw AttestationRefusal(.weakCertificate, "the key of the leaf")
        }
        let key = unsafe LeafKey(owning: point)
        guard let store = unsafe X509_STORE_new() else { throw AttestationRefusal(.unavailable, "memory") }
        let trust = unsafe TrustHandle(owning: store)
        guard let context = unsafe X509_STORE_CTX_new() else { throw AttestationRefusal(.unavailable, "memory") }
        let verification = unsafe VerificationHandle(owning: context)
        // OpenSSL keeps pointers to all three beyond the calls that they are given to.
        defer {
            withExtendedLifetime(verification) {}
            withExtendedLifetime(trust) {}
            withExtendedLifetime(handles) {}
        }
        guard unsafe X509_STORE_add_cert(trust.raw, root) == 1,
            unsafe X509_STORE_CTX_init(verification.raw, trust.raw, leaf, handles.raw) == 1
        else { throw AttestationRefusal(.unavailable, "memory") }
        unsafe X509_STORE_CTX_set_time(verification.raw, 0, time_t(moment.seconds))
        guard unsafe X509_verify_cert(verification.raw) == 1 else {
            throw AttestationRefusal(.brokenChain, "what OpenSSL finds")
        }
        // It looks for issuers anywhere. What it found must be the chain as the document has it, with nothing left out.
        let path = unsafe X509_STORE_CTX_get0_chain(verification.raw)
        guard unsafe shim_X509_stack_count(path) == CInt(certificates.count) else {
            throw AttestationRefusal(.brokenChain, "the order of certificates")
        }
        for index in certificates.indices {
            guard unsafe shim_X509_stack_value(path, CInt(index)) == handles[index] else {
                throw AttestationRefusal(.brokenChain, "the order of certificates")
            }
        }
        return key
    }
}
