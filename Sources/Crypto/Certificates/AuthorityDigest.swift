// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// What k3s writes into a join token so that a machine knows the server by its authority.
///
/// Of one certificate it is SHA-256 of the text as it stands, to the last line break. Of several it is that of the root alone, in
/// DER, to which the first of them leads, so that what lies between may be renewed; where it leads to none, that of the text again.
public enum AuthorityDigest {
    /// The digest of a bundle in PEM; `nil` where there is no certificate in it.
    public static func of(_ bundle: [UInt8]) throws(CryptoError) -> Bytes32? {
        let certificates = ShownCertificate.all(in: bundle)
        guard let first = certificates.first else { return nil }
        guard certificates.count > 1, let root = root(of: first, among: certificates.dropFirst()) else {
            return try SHA256.digest(of: bundle.span)
        }
        return try SHA256.digest(of: root.span)
    }

    /// The corresponding C functions are `X509_verify_cert` and `X509_STORE_CTX_get0_chain`.
    private static func root(of first: ShownCertificate, among others: ArraySlice<ShownCertificate>) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard let leaf = CertificateHandle(first.der), let store = unsafe X509_STORE_new() else { return nil }
        defer { unsafe X509_STORE_free(store) }
        guard let between = unsafe shim_X509_stack_new() else { return nil }
        defer { unsafe shim_X509_stack_free(between) }
        for other in others {
            guard let handle = CertificateHandle(other.der) else { return nil }
            if handle.namesItself {
                guard unsafe X509_STORE_add_cert(store, handle.raw) == 1 else { return nil }
            } else {
                // The stack frees what it holds.
                guard unsafe X509_up_ref(handle.raw) == 1 else { return nil }
                guard unsafe shim_X509_stack_push(between, handle.raw) > 0 else {
                    unsafe X509_free(handle.raw)
                    return nil
                }
            }
        }
        guard let context = unsafe X509_STORE_CTX_new() else { return nil }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard unsafe X509_STORE_CTX_init(context, store, leaf.raw, between) == 1,
            unsafe X509_verify_cert(context) == 1, let chain = unsafe X509_STORE_CTX_get0_chain(context)
        else { return nil }
        let count = unsafe shim_X509_stack_count(chain)
        guard count > 0, let last = unsafe shim_X509_stack_value(chain, count - 1),
            unsafe X509_up_ref(last) == 1
        else { return nil }
        return unsafe CertificateHandle(owning: last).der
    }
}

extension CertificateHandle {
    /// Whether it says that the key it was signed with is its own, or does not say.
    fileprivate var namesItself: Bool {
        guard let signer = unsafe X509_get0_authority_key_id(raw) else { return true }
        guard let own = unsafe X509_get0_subject_key_id(raw) else { return false }
        return unsafe ASN1_OCTET_STRING_cmp(signer, own) == 0
    }
}
