// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// A key that a simulated hierarchy signs with: Nitro's kind, or one that a verifier must refuse.
///
/// It lives in ordinary memory: nothing that it signs is worth anything.
@safe
public final class SigningKey: @unchecked Sendable {
    // Sendable: OpenSSL only reads the key once it is made, and each signature has a context of its own.

    /// What kind of key it is; Nitro has P-384 everywhere.
    public enum Kind: String, Sendable, CaseIterable {
        /// ECDSA over NIST's P-256.
        case p256 = "P-256"
        /// ECDSA over NIST's P-384.
        case p384 = "P-384"
        /// ECDSA over NIST's P-521.
        case p521 = "P-521"
        /// RSA with 2048 bits.
        case rsa = "RSA"

        /// How long each of a signature's two numbers is; `nil` where there are none.
        var numberLength: Int? {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            case .rsa: nil
            }
        }
    }

    /// What a message is reduced to before it is signed; Nitro has SHA-384 everywhere.
    public enum Digest: String, Sendable, CaseIterable {
        /// SHA-256.
        case sha256 = "SHA-256"
        /// SHA-384.
        case sha384 = "SHA-384"
        /// SHA-512.
        case sha512 = "SHA-512"

        /// OpenSSL's name for it.
        var raw: OpaquePointer? {
            switch self {
            case .sha256: unsafe EVP_sha256()
            case .sha384: unsafe EVP_sha384()
            case .sha512: unsafe EVP_sha512()
            }
        }
    }

    /// What kind of key it is.
    public let kind: Kind
    /// OpenSSL's key, for whoever makes certificates of it.
    let raw: OpaquePointer

    /// Makes a key that nobody has seen before.
    public init(_ kind: Kind = .p384) throws(SimulatorError) {
        guard let raw = unsafe Self.make(kind) else { throw .key }
        unsafe self.raw = raw
        self.kind = kind
    }

    deinit { unsafe EVP_PKEY_free(raw) }

    /// Signs as COSE does (RFC 9053 §2.1): *r* and *s*, each as long as the curve's order; or RSA's own form.
    public func sign(_ message: [UInt8], digest: Digest = .sha384) throws(SimulatorError) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else { throw .signature }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature: [UInt8] = .init(repeating: 0, count: Int(unsafe EVP_PKEY_get_size(raw)))
        var length = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, digest.raw, nil, raw) == 1,
            unsafe EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        else { throw .signature }
        signature.removeSubrange(length...)
        guard let numberLength = kind.numberLength else { return signature }
        guard let numbers = Self.numbers(signature, each: numberLength) else { throw .signature }
        return numbers
    }

    /// The two numbers of a signature that OpenSSL has written in DER.
    private static func numbers(_ der: [UInt8], each length: Int) -> [UInt8]? {
        unsafe der.withUnsafeBufferPointer { der -> [UInt8]? in
            var start = der.baseAddress
            guard let parts = unsafe d2i_ECDSA_SIG(nil, &start, der.count) else { return nil }
            defer { unsafe ECDSA_SIG_free(parts) }
            var bytes: [UInt8] = .init(repeating: 0, count: 2 * length)
            let isWritten = unsafe bytes.withUnsafeMutableBufferPointer { room in
                unsafe BN_bn2binpad(ECDSA_SIG_get0_r(parts), room.baseAddress, CInt(length)) == length
                    && BN_bn2binpad(ECDSA_SIG_get0_s(parts), room.baseAddress.map { unsafe $0 + length }, CInt(length))
                        == length
            }
            return isWritten ? bytes : nil
        }
    }

    private static func make(_ kind: Kind) -> OpaquePointer? {
        let algorithm = kind == .rsa ? "RSA" : "EC"
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, algorithm, nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_keygen_init(context) == 1 else { return nil }
        let isSet =
            unsafe kind == .rsa
            ? EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) : EVP_PKEY_CTX_set_group_name(context, kind.rawValue)
        var key: OpaquePointer?
        guard isSet == 1, unsafe EVP_PKEY_generate(context, &key) == 1 else { return nil }
        return unsafe key
    }
}
