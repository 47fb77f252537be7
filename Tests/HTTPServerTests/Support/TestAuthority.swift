// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Glibc
import Testing

/// A certificate authority for the length of a test.
final class TestAuthority {
    private let name: String
    private let key: OpaquePointer
    private let certificate: OpaquePointer

    /// A certificate with its key, in PEM.
    struct Pair {
        var certificate: String
        var key: String
    }

    /// What keys can be made of.
    enum KeyKind: CaseIterable { case p256, p384, rsa2048, ed25519, rsa1024 }

    init(_ name: String = "test CA") throws {
        self.name = name
        key = try Self.makeKey(.p256)
        certificate = try Self.sign(
            subject: name, key: key, issuer: nil, signer: key, from: -60, until: 86_400, names: nil, isAuthority: true)
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    /// The authority's own certificate.
    var pem: String { Self.text { PEM_write_bio_X509($0, certificate) } }

    /// A certificate for `subject`, valid from and until so many seconds from now.
    func issue(
        _ subject: String, _ kind: KeyKind = .p256, from: Int = -60, until: Int = 3600,
        names: String = "IP:127.0.0.1,DNS:localhost"
    ) throws -> Pair {
        let leafKey = try Self.makeKey(kind)
        defer { EVP_PKEY_free(leafKey) }
        let leaf = try Self.sign(
            subject: subject, key: leafKey, issuer: certificate, signer: key, from: from, until: until, names: names,
            isAuthority: false)
        defer { X509_free(leaf) }
        return Pair(
            certificate: Self.text { PEM_write_bio_X509($0, leaf) },
            key: Self.text { PEM_write_bio_PrivateKey($0, leafKey, nil, nil, 0, nil, nil) })
    }

    private static func makeKey(_ kind: KeyKind) throws -> OpaquePointer {
        let (type, option, value): (CInt, String?, String) =
            switch kind {
            case .p256: (EVP_PKEY_EC, "ec_paramgen_curve", "P-256")
            case .p384: (EVP_PKEY_EC, "ec_paramgen_curve", "P-384")
            case .rsa2048: (EVP_PKEY_RSA, "rsa_keygen_bits", "2048")
            case .rsa1024: (EVP_PKEY_RSA, "rsa_keygen_bits", "1024")
            case .ed25519: (EVP_PKEY_ED25519, nil, "")
            }
        let context = try #require(EVP_PKEY_CTX_new_id(type, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try #require(EVP_PKEY_keygen_init(context) == 1)
        if let option { try #require(EVP_PKEY_CTX_ctrl_str(context, option, value) > 0) }
        var key: OpaquePointer?
        try #require(EVP_PKEY_keygen(context, &key) == 1)
        return try #require(key)
    }

    private static func sign(
        subject: String, key: OpaquePointer, issuer: OpaquePointer?, signer: OpaquePointer, from: Int, until: Int,
        names: String?, isAuthority: Bool
    ) throws -> OpaquePointer {
        let certificate = try #require(X509_new())
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int(Int32.max)))
        X509_gmtime_adj(X509_getm_notBefore(certificate), from)
        X509_gmtime_adj(X509_getm_notAfter(certificate), until)
        X509_set_pubkey(certificate, key)
        let name = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(name, "CN", 0x1000 | 1, Array(subject.utf8), CInt(subject.utf8.count), -1, 0)
        X509_set_issuer_name(certificate, issuer.map { X509_get_subject_name($0) } ?? name)
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer ?? certificate, certificate, nil, nil, 0)
        var extensions = [
            (NID_basic_constraints, isAuthority ? "critical,CA:TRUE" : "critical,CA:FALSE"),
            (NID_subject_key_identifier, "hash"),
        ]
        if let names { extensions.append((NID_subject_alt_name, names)) }
        for (nid, value) in extensions {
            let made = try #require(X509V3_EXT_conf_nid(nil, &context, nid, value))
            X509_add_ext(certificate, made, -1)
            X509_EXTENSION_free(made)
        }
        try #require(X509_sign(certificate, signer, EVP_sha256()) > 0)
        return certificate
    }

    private static func text(_ write: (OpaquePointer?) -> CInt) -> String {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        _ = write(memory)
        var room: [UInt8] = .init(repeating: 0, count: 16_384)
        let count = BIO_read(memory, &room, CInt(room.count))
        return String(decoding: room.prefix(Int(max(0, count))), as: UTF8.self)
    }
}
