// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// ECDSA with SHA-256 over the two curves, by OpenSSL.
enum EllipticPrivateKey {
    /// The compressed point that belongs to a number; refuses zero and what is not below the curve's order.
    static func publicKey(_ curve: Curve, of number: Span<UInt8>) throws(CryptoError) -> PublicKey {
        let group = try Group(curve)
        let scalar = try BigNumber(number)
        guard unsafe BN_is_zero(scalar.raw) == 0, unsafe BN_cmp(scalar.raw, EC_GROUP_get0_order(group.raw)) < 0 else {
            throw CryptoError(.invalidKey)
        }
        guard let point = unsafe EC_POINT_new(group.raw) else { throw CryptoError(.outOfMemory) }
        defer { unsafe EC_POINT_free(point) }
        var bytes: [UInt8] = .init(repeating: 0, count: curve.publicKeyLength)
        guard unsafe EC_POINT_mul(group.raw, point, scalar.raw, nil, nil, nil) == 1,
            unsafe EC_POINT_point2oct(group.raw, point, POINT_CONVERSION_COMPRESSED, &bytes, bytes.count, nil)
                == bytes.count,
            let key = PublicKey(curve, bytes)
        else { throw CryptoError(.invalidKey) }
        return key
    }

    static func sign(_ curve: Curve, _ number: Span<UInt8>, _ message: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        let group = try Group(curve)
        let scalar = try BigNumber(number)
        // A public key is not needed to sign, but OpenSSL's checks want one beside the private one.
        let publicKey = try publicKey(curve, of: number)
        guard let key = unsafe EllipticKey(curve, point: publicKey.bytes, scalar: scalar.raw) else {
            throw CryptoError(.invalidKey)
        }
        guard let context = unsafe EVP_MD_CTX_new() else { throw CryptoError(.outOfMemory) }
        defer { unsafe EVP_MD_CTX_free(context) }
        var der: [UInt8] = .init(repeating: 0, count: 80)  // two integers of at most 33 bytes, and their heads
        var length = der.count
        let isSigned = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.raw) == 1
                && EVP_DigestSign(context, &der, &length, message.baseAddress, message.count) == 1
        }
        guard isSigned else { throw CryptoError(.invalidKey) }
        return try compact(Array(der[..<length]), group)
    }

    /// *r* and *s* of 32 bytes each, *s* the smaller of the two that are right.
    private static func compact(_ der: [UInt8], _ group: borrowing Group) throws(CryptoError) -> [UInt8] {
        let group = unsafe group.raw
        let compact: [UInt8]? = unsafe der.withUnsafeBufferPointer { der in
            var start = der.baseAddress
            guard let parts = unsafe d2i_ECDSA_SIG(nil, &start, der.count) else { return nil }
            defer { unsafe ECDSA_SIG_free(parts) }
            guard let s = unsafe BN_dup(ECDSA_SIG_get0_s(parts)), let half = unsafe BN_dup(EC_GROUP_get0_order(group))
            else { return nil }
            defer {
                unsafe BN_free(s)
                unsafe BN_free(half)
            }
            guard unsafe BN_rshift1(half, half) == 1 else { return nil }
            if unsafe BN_cmp(s, half) > 0 {
                guard unsafe BN_sub(s, EC_GROUP_get0_order(group), s) == 1 else { return nil }
            }
            var bytes: [UInt8] = .init(repeating: 0, count: Curve.signatureLength)
            let isWritten = unsafe bytes.withUnsafeMutableBufferPointer { room in
                unsafe BN_bn2binpad(ECDSA_SIG_get0_r(parts), room.baseAddress, 32) == 32
                    && BN_bn2binpad(s, room.baseAddress.map { unsafe $0 + 32 }, 32) == 32
            }
            return isWritten ? bytes : nil
        }
        guard let compact else { throw CryptoError(.outOfMemory) }
        return compact
    }
}

/// A point that OpenSSL has accepted as one.
struct EllipticPublicKey: ~Copyable {
    private let curve: Curve
    private let key: EllipticKey

    init?(_ publicKey: PublicKey) {
        guard let key = unsafe EllipticKey(publicKey.curve, point: publicKey.bytes, scalar: nil) else { return nil }
        self.key = key
        curve = publicKey.curve
    }

    func isValid(_ signature: [UInt8], over message: Span<UInt8>) -> Bool {
        guard let der = Self.der(signature, curve), let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        let key = unsafe key.raw
        let isValid = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
                && EVP_DigestVerify(context, der, der.count, message.baseAddress, message.count) == 1
        }
        // A refusal leaves its reason on this thread's stack, where the next caller would take it for its own.
        if !isValid { ERR_clear_error() }
        return isValid
    }

    /// The two numbers as OpenSSL wants them; `nil` where *s* is above half of the order: Sui refuses that as a second form of
    /// the same signature.
    private static func der(_ signature: [UInt8], _ curve: Curve) -> [UInt8]? {
        guard let group = try? Group(curve), let parts = unsafe ECDSA_SIG_new() else { return nil }
        defer { unsafe ECDSA_SIG_free(parts) }
        guard let r = unsafe BN_bin2bn(Array(signature[..<32]), 32, nil) else { return nil }
        guard let s = unsafe BN_bin2bn(Array(signature[32...]), 32, nil), unsafe ECDSA_SIG_set0(parts, r, s) == 1 else {
            unsafe BN_free(r)
            return nil
        }
        guard let half = unsafe BN_dup(EC_GROUP_get0_order(group.raw)) else { return nil }
        defer { unsafe BN_free(half) }
        guard unsafe BN_rshift1(half, half) == 1, unsafe BN_cmp(s, half) <= 0 else { return nil }
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_ECDSA_SIG(parts, &encoded)
        guard length > 0, let start = unsafe encoded else { return nil }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }
}

/// One owner of an `EVP_PKEY`.
@safe
private struct EllipticKey: ~Copyable {
    let raw: OpaquePointer

    /// A key of the curve; `nil` where the point is not on it.
    init?(_ curve: Curve, point: [UInt8], scalar: OpaquePointer?) {
        guard let raw = unsafe Self.made(curve, point, scalar) else {
            ERR_clear_error()
            return nil
        }
        unsafe self.raw = raw
    }

    deinit { unsafe EVP_PKEY_free(raw) }

    private static func made(_ curve: Curve, _ point: [UInt8], _ scalar: OpaquePointer?) -> OpaquePointer? {
        guard let builder = unsafe OSSL_PARAM_BLD_new() else { return nil }
        defer { unsafe OSSL_PARAM_BLD_free(builder) }
        // The builder keeps pointers and copies nothing before `to_param`: names are static, the point is lent until then.
        let parameters: UnsafeMutablePointer<OSSL_PARAM>? = unsafe point.withUnsafeBufferPointer { point in
            let group = Group.name(curve)
            guard unsafe OSSL_PARAM_BLD_push_utf8_string(builder, Name.group, group.pointer, 0) == 1,
                unsafe OSSL_PARAM_BLD_push_octet_string(builder, Name.publicKey, point.baseAddress, point.count) == 1
            else { return nil }
            if let scalar = unsafe scalar {
                guard unsafe OSSL_PARAM_BLD_push_BN(builder, Name.privateKey, scalar) == 1 else { return nil }
            }
            return unsafe OSSL_PARAM_BLD_to_param(builder)
        }
        guard let parameters = unsafe parameters else { return nil }
        defer { unsafe OSSL_PARAM_free(parameters) }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        let selection = unsafe scalar == nil ? shim_EVP_PKEY_PUBLIC_KEY() : shim_EVP_PKEY_KEYPAIR()
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, selection, parameters) == 1
        else { return nil }
        return unsafe key
    }

    /// `OSSL_PKEY_PARAM_GROUP_NAME` and its like, whose macros Swift sees as texts of its own.
    private enum Name {
        static var group: UnsafePointer<CChar> { unsafe ("group" as StaticString).pointer }
        static var publicKey: UnsafePointer<CChar> { unsafe ("pub" as StaticString).pointer }
        static var privateKey: UnsafePointer<CChar> { unsafe ("priv" as StaticString).pointer }
    }
}

extension StaticString {
    /// For C, ending in zero, for ever.
    fileprivate var pointer: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}

/// One owner of a curve's parameters.
@safe
private struct Group: ~Copyable {
    let raw: OpaquePointer

    init(_ curve: Curve) throws(CryptoError) {
        let number = curve == .secp256k1 ? NID_secp256k1 : NID_X9_62_prime256v1
        guard let raw = unsafe EC_GROUP_new_by_curve_name(number) else { throw CryptoError(.outOfMemory) }
        unsafe self.raw = raw
    }

    deinit { unsafe EC_GROUP_free(raw) }

    static func name(_ curve: Curve) -> StaticString { curve == .secp256k1 ? "secp256k1" : "prime256v1" }
}

/// One owner of a number that must not be left in memory.
@safe
private struct BigNumber: ~Copyable {
    let raw: OpaquePointer

    init(_ bytes: Span<UInt8>) throws(CryptoError) {
        let raw = unsafe bytes.withUnsafeBufferPointer { unsafe BN_bin2bn($0.baseAddress, CInt($0.count), nil) }
        guard let raw = unsafe raw else { throw CryptoError(.outOfMemory) }
        unsafe self.raw = raw
    }

    deinit { unsafe BN_clear_free(raw) }
}
