// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc

/// Which client certificates are let in, beyond the CA that signed them.
final class ClientPolicy: Sendable {
    private let allowedNames: Set<String>

    /// Allows any name if `allowedNames` is empty.
    init(allowedNames: [String]) { self.allowedNames = Set(allowedNames) }

    /// Verifies the chain, then the name, so that a stranger's handshake fails with an alert.
    static let verify: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> CInt = { store, argument in
        guard unsafe X509_verify_cert(store) == 1 else { return 0 }
        guard let argument = unsafe argument else { return 0 }
        let policy = unsafe Unmanaged<ClientPolicy>.fromOpaque(argument).takeUnretainedValue()
        guard let certificate = unsafe X509_STORE_CTX_get0_cert(store), unsafe policy.allows(certificate) else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
            return 0
        }
        return 1
    }

    private func allows(_ certificate: OpaquePointer) -> Bool {
        if allowedNames.isEmpty { return true }
        if let name = unsafe Self.commonName(of: certificate), allowedNames.contains(name) { return true }
        return unsafe Self.dnsNames(of: certificate).contains { allowedNames.contains($0) }
    }

    /// The subject's common name; `nil` if there is none, more than one, or one with a NUL in it.
    static func commonName(of certificate: OpaquePointer) -> String? {
        guard let subject = unsafe X509_get_subject_name(certificate) else { return nil }
        let first = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard first >= 0, unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, first) < 0 else { return nil }
        return unsafe text(of: X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first)))
    }

    private static func dnsNames(of certificate: OpaquePointer) -> [String] {
        guard let raw = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(raw)
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: [String] = []
        for index in 0..<(unsafe shim_general_names_count(names)) {
            guard let name = unsafe shim_general_name(names, index), unsafe name.pointee.type == GEN_DNS else {
                continue
            }
            if let text = unsafe text(of: name.pointee.d.dNSName) { found.append(text) }
        }
        return found
    }

    private static func text(of string: UnsafePointer<ASN1_STRING>?) -> String? {
        guard let string = unsafe string else { return nil }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&bytes, string)
        guard count > 0, let bytes = unsafe bytes else { return nil }
        defer { unsafe CRYPTO_free(bytes, "", 0) }
        let utf8 = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
        guard unsafe !utf8.contains(0) else { return nil }
        return unsafe String(validating: utf8, as: UTF8.self)
    }
}
