// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc

extension ShownCertificate {
    /// What somebody wants to show it for.
    public enum Purpose: Hashable, Sendable {
        /// To be the host of this name or address.
        case server(String)
        /// To be somebody who calls.
        case client
    }

    /// What is wrong with a certificate, for a purpose, at a moment; closed, so that each can have its advice.
    public enum Fault: Hashable, Sendable, CaseIterable {
        /// No authority that counts has signed it.
        case unknownAuthority
        /// Its first moment is still to come.
        case notYetValid
        /// Its last moment has gone.
        case expired
        /// The authority's own certificate does not count at this moment.
        case authorityExpired
        /// It is for others than this host, by its alternative names: a common name is none.
        case wrongName
        /// It is not for this purpose.
        case wrongPurpose
        /// What else OpenSSL finds.
        case refused
    }

    /// The first thing that is wrong with it; `nil` if nothing is.
    ///
    /// `authorities` alone are trusted. The corresponding C functions are `X509_verify_cert`, `X509_check_host` and
    /// `X509_check_ip_asc`.
    public func fault(_ purpose: Purpose, by authorities: [ShownCertificate], at seconds: Int64) -> Fault? {
        defer { ERR_clear_error() }
        guard let leaf = CertificateHandle(der), let trust = Trust(authorities) else { return .refused }
        if let fault = trust.fault(leaf, isServer: purpose != .client, at: seconds) { return fault }
        guard case .server(let host) = purpose else { return nil }
        let isNamed = unsafe X509_check_ip_asc(leaf.raw, host, 0) == 1
        // A common name must not count: nobody who speaks Go takes one.
        let flags = CUnsignedInt(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)
        return isNamed || (unsafe X509_check_host(leaf.raw, host, host.utf8.count, flags, nil)) == 1 ? nil : .wrongName
    }
}

/// Certificates that are trusted.
@safe
private struct Trust: ~Copyable {
    private let store: OpaquePointer

    init?(_ authorities: [ShownCertificate]) {
        guard let store = unsafe X509_STORE_new() else { return nil }
        unsafe self.store = store
        for authority in authorities {
            guard let handle = CertificateHandle(authority.der) else { continue }
            unsafe X509_STORE_add_cert(store, handle.raw)
        }
    }

    deinit { unsafe X509_STORE_free(store) }

    borrowing func fault(
        _ leaf: borrowing CertificateHandle, isServer: Bool, at seconds: Int64
    ) -> ShownCertificate.Fault? {
        guard let context = unsafe X509_STORE_CTX_new() else { return .refused }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard unsafe X509_STORE_CTX_init(context, store, leaf.raw, nil) == 1,
            unsafe X509_STORE_CTX_set_purpose(context, isServer ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT)
                == 1
        else { return .refused }
        unsafe X509_STORE_CTX_set_time(context, 0, time_t(seconds))
        guard unsafe X509_verify_cert(context) != 1 else { return nil }
        let isLeaf = unsafe X509_STORE_CTX_get_error_depth(context) == 0
        switch unsafe X509_STORE_CTX_get_error(context) {
        case X509_V_ERR_CERT_NOT_YET_VALID: return isLeaf ? .notYetValid : .authorityExpired
        case X509_V_ERR_CERT_HAS_EXPIRED: return isLeaf ? .expired : .authorityExpired
        case X509_V_ERR_INVALID_PURPOSE: return .wrongPurpose
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return .unknownAuthority
        default: return .refused
        }
    }
}
