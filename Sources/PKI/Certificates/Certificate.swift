// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
public import Crypto
internal import Kernel

/// A certificate, and what it says.
///
/// Nobody has checked it: whose signature it bears is asked by ``isIssued(by:)``.
public struct Certificate: Hashable, Sendable {
    /// It, in DER.
    public let der: [UInt8]
    /// Whose it is, as its subject says; empty where it does not.
    public let commonName: String
    /// How long it counts.
    public let validity: Validity
    /// Whether it may sign others.
    public let isAuthority: Bool
    /// Which hosts it is for, addresses in their usual form.
    public let names: [SubjectName]
    /// SHA-256 of its key's SubjectPublicKeyInfo: as ``TLSKey/hash``.
    public let keyHash: Bytes32

    /// Reads DER, of which nothing may be left.
    public init(der: [UInt8]) throws(PKIFailure) {
        let handle = try Self.open(der)
        guard let validity = handle.validity, let key = handle.keyInfo else { throw .noCertificate }
        self.der = der
        commonName = handle.commonName
        self.validity = Validity(
            notBefore: WallTime(seconds: validity.notBefore), notAfter: WallTime(seconds: validity.notAfter))
        isAuthority = unsafe X509_get_extension_flags(handle.raw) & UInt32(EXFLAG_CA) != 0
        unsafe names = Self.names(of: handle.raw)
        keyHash = try PKIFailure.wrapping { () throws(CryptoError) in try SHA256.digest(of: key.span) }
        // A handle that is not used again would be freed before the last question.
        _ = consume handle
    }

    /// Whether another is the one that has signed it, and may: names and identifiers of keys agree, and the signature is good.
    public func isIssued(by other: Certificate) -> Bool {
        guard let own = try? Self.open(der), let issuer = try? Self.open(other.der) else { return false }
        defer { ERR_clear_error() }
        return unsafe X509_check_issued(issuer.raw, own.raw) == X509_V_OK
            && X509_verify(own.raw, X509_get0_pubkey(issuer.raw)) == 1
    }

    static func open(_ der: [UInt8]) throws(PKIFailure) -> CertificateHandle {
        guard let handle = CertificateHandle(der) else { throw .noCertificate }
        return handle
    }

    private static func names(of raw: OpaquePointer) -> [SubjectName] {
        guard let found = unsafe X509_get_ext_d2i(raw, NID_subject_alt_name, nil, nil) else { return [] }
        let list = OpaquePointer(found)
        defer { unsafe GENERAL_NAMES_free(list) }
        var names: [SubjectName] = []
        for index in 0..<(unsafe shim_general_names_count(list)) {
            guard let name = unsafe shim_general_name(list, index) else { continue }
            switch unsafe name.pointee.type {
            case GEN_DNS:
                if let text = unsafe name.pointee.d.dNSName {
                    names.append(.dns(String(decoding: unsafe bytes(of: text), as: UTF8.self)))
                }
            case GEN_IPADD:
                if let octets = unsafe name.pointee.d.iPAddress, let name = SubjectName(unsafe bytes(of: octets)) {
                    names.append(name)
                }
            default: continue
            }
        }
        return names
    }

    private static func bytes(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        guard let start = unsafe ASN1_STRING_get0_data(string) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string))))
    }
}
