// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Crypto
internal import Kernel

/// A certificate that a TLS key signs for itself: what makes it worth anything is the attestation of its key.
///
/// RFC 5280: version 3, a random serial number, no authority, for servers' names and nothing else.
struct SelfSignedCertificate: Sendable {
    /// How far before the present it begins: clocks of clients differ.
    static let leeway = Duration.seconds(300)

    /// In PEM.
    let pem: [UInt8]
    /// Its first moment.
    let notBefore: WallTime
    /// Its last.
    let notAfter: WallTime

    /// Makes one that holds from now on for so long.
    init(
        _ key: borrowing TLSKey, names: [SubjectName], now: WallTime, lifetime: Duration
    ) throws(CryptoError) {
        // Certificates tell whole seconds.
        let first = WallTime(seconds: now.seconds - Self.leeway.components.seconds)
        let last = WallTime(seconds: now.seconds + lifetime.components.seconds)
        let serial = try Self.serialNumber()
        pem = try key.withPair { pair throws(CryptoError) in
            let certificate = try CertificateHandle()
            try certificate.fill(serial, first, last)
            try certificate.add(NID_basic_constraints, "critical,CA:FALSE")
            try certificate.add(NID_key_usage, "critical,digitalSignature")
            try certificate.add(NID_ext_key_usage, "serverAuth")
            try certificate.add(NID_subject_alt_name, names.map(\.extensionText).joined(separator: ","))
            return try certificate.signed(by: pair)
        }
        (notBefore, notAfter) = (first, last)
    }

    /// 16 bytes: positive, not zero, and of no shorter form.
    private static func serialNumber() throws(CryptoError) -> [UInt8] {
        var bytes = try randomBytes(16)
        bytes[0] = bytes[0] & 0x3F | 0x40
        return bytes
    }
}

extension SubjectName {
    /// As OpenSSL's configuration writes it; what a name may be holds neither commas nor spaces.
    fileprivate var extensionText: String {
        switch self {
        case .dns(let name): "DNS:\(name)"
        case .address(let address): "IP:\(address)"
        }
    }
}

/// One owner of an `X509`.
@safe
private struct CertificateHandle: ~Copyable {
    let raw: OpaquePointer

    init() throws(CryptoError) {
        guard let raw = unsafe X509_new() else { throw CryptoError(.outOfMemory) }
        unsafe self.raw = raw
    }

    deinit { unsafe X509_free(raw) }

    /// Version, serial number, times and the name, which is subject and issuer.
    borrowing func fill(_ serial: [UInt8], _ first: WallTime, _ last: WallTime) throws(CryptoError) {
        guard let number = unsafe BN_bin2bn(serial, CInt(serial.count), nil) else { throw CryptoError(.outOfMemory) }
        defer { unsafe BN_free(number) }
        let name: StaticString = "k3s-daas enclave"
        let isFilled = name.withUTF8Buffer { name in
            guard let subject = unsafe X509_get_subject_name(raw) else { return false }
            return unsafe X509_set_version(raw, 2) == 1
                && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(raw)) != nil
                && ASN1_TIME_set(X509_getm_notBefore(raw), time_t(first.seconds)) != nil
                && ASN1_TIME_set(X509_getm_notAfter(raw), time_t(last.seconds)) != nil
                && X509_NAME_add_entry_by_NID(
                    subject, NID_commonName, MBSTRING_UTF8, name.baseAddress, CInt(name.count), -1, 0) == 1
                && X509_set_issuer_name(raw, subject) == 1
        }
        guard isFilled else { throw Self.refused() }
    }

    /// Adds an extension.
    borrowing func add(_ number: CInt, _ value: String) throws(CryptoError) {
        guard let new = unsafe X509V3_EXT_nconf_nid(nil, nil, number, value) else { throw Self.refused() }
        defer { unsafe X509_EXTENSION_free(new) }
        guard unsafe X509_add_ext(raw, new, -1) == 1 else { throw Self.refused() }
    }

    /// Puts the key in, signs with it, and gives the PEM.
    borrowing func signed(by pair: borrowing KeyPair) throws(CryptoError) -> [UInt8] {
        let key = unsafe pair.raw
        guard unsafe X509_set_pubkey(raw, key) == 1, unsafe X509_sign(raw, key, EVP_sha256()) > 0 else {
            throw Self.refused()
        }
        let bio = try MemoryBIO()
        guard unsafe PEM_write_bio_X509(bio.raw, raw) == 1 else { throw Self.refused() }
        return try bio.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    /// OpenSSL's reason stays on this thread's stack otherwise, where the next caller would take it for its own.
    private static func refused() -> CryptoError {
        ERR_clear_error()
        return CryptoError(.outOfMemory)
    }
}
