// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc
internal import Kernel

/// A certificate with its key and what is asked of callers: all that a new connection needs, and immutable.
///
/// A reload makes a new one. Sessions that exist keep theirs; tickets of the old one are worth nothing
/// afterwards, so that a client whose CA was taken away cannot come back by resumption.
@safe
final class TLSContext: Sendable {
    // Sendable: OpenSSL counts references to an SSL_CTX atomically, and nothing changes it after init.
    private nonisolated let context: Box
    private let policy: ClientPolicy?

    /// When the certificate's life ends.
    let notAfter: WallTime

    private final class Box: @unchecked Sendable {  // see above
        let handle: ContextHandle
        init(_ handle: consuming ContextHandle) { self.handle = handle }
    }

    /// What the files held.
    struct Files {
        var certificate: [UInt8]
        var privateKey: [UInt8]
        var clientCA: [UInt8]?
    }

    /// Builds a context; refuses whatever would not be believed by a caller.
    init(_ settings: TLSSettings, _ files: Files, now: WallTime) throws(TLSFailure) {
        let leaf = try PEM.leaf(files.certificate)
        let intermediates = try PEM.certificates(files.certificate, skipping: 1)
        let key = try PEM.privateKey(files.privateKey)
        notAfter = try Self.validity(of: leaf, now: now)
        guard unsafe X509_check_private_key(leaf.raw, key.raw) == 1 else {
            ERR_clear_error()
            throw TLSFailure(.mismatch, "the private key does not belong to the certificate")
        }

        guard let raw = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw TLSFailure(.library, "OpenSSL gives no context")
        }
        let handle = unsafe ContextHandle(owning: raw)
        try Self.setProtocol(handle, settings)
        guard unsafe SSL_CTX_use_cert_and_key(handle.raw, leaf.raw, key.raw, intermediates.raw, 1) == 1 else {
            ERR_clear_error()
            throw TLSFailure(.weak, "OpenSSL refuses the pair: the key is too short or its signature too weak")
        }
        policy = try Self.setClients(handle, settings.clientAuthentication, ca: files.clientCA)
        context = Box(handle)
    }

    /// A new connection's state; the caller owns it.
    ///
    /// It keeps this context's SSL_CTX alive.
    func makeSSL() -> OpaquePointer? { unsafe SSL_new(context.handle.raw) }

    private static func validity(of leaf: borrowing CertificateHandle, now: WallTime) throws(TLSFailure) -> WallTime {
        var time = time_t(now.seconds)
        guard unsafe X509_cmp_time(X509_get0_notBefore(leaf.raw), &time) < 0 else {
            throw TLSFailure(.notYetValid, "the certificate is not valid yet: is the clock right?")
        }
        guard unsafe X509_cmp_time(X509_get0_notAfter(leaf.raw), &time) > 0 else {
            throw TLSFailure(.expired, "the certificate is expired")
        }
        var calendar = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(X509_get0_notAfter(leaf.raw), &calendar) == 1 else {
            throw TLSFailure(.noCertificate, "the certificate's end of validity cannot be read")
        }
        return WallTime(seconds: Int64(unsafe timegm(&calendar)))
    }

    private static func setProtocol(_ handle: borrowing ContextHandle, _ settings: TLSSettings) throws(TLSFailure) {
        let context = unsafe handle.raw
        let oldest = settings.minimumVersion == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION
        // AEAD with forward secrecy only. The list is for 1.2; every suite of 1.3 is both.
        let suites12 = "ECDHE+AESGCM:ECDHE+CHACHA20"
        guard unsafe shim_SSL_CTX_set_min_proto_version(context, oldest) == 1,
            unsafe SSL_CTX_set_cipher_list(context, suites12) == 1,
            unsafe shim_SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1
        else {
            ERR_clear_error()
            throw TLSFailure(.library, "OpenSSL lacks TLS 1.2 suites or groups that this server speaks")
        }
        unsafe SSL_CTX_set_security_level(context, 2)
        unsafe shim_SSL_CTX_harden(context)
        // An idle connection keeps no record buffers: they are 16 KiB each way.
        unsafe shim_SSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS))
        // Tickets only, and one: client-go never resumes, and each costs a record and a signature's worth of time.
        unsafe shim_SSL_CTX_session_cache_off(context)
        unsafe SSL_CTX_set_num_tickets(context, 1)
        unsafe SSL_CTX_set_max_early_data(context, 0)  // 0-RTT can be replayed
        let identifier: [UInt8] = Array("k3s-daas".utf8)
        unsafe SSL_CTX_set_session_id_context(context, identifier, UInt32(identifier.count))
        unsafe SSL_CTX_set_alpn_select_cb(context, settings.offersHTTP2 ? selectHTTP2 : selectHTTP1, nil)
    }

    private typealias ProtocolChoice =
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> CInt

    private static let selectHTTP1: ProtocolChoice = { _, chosen, chosenLength, offered, length, _ in
        unsafe select("http/1.1", chosen, chosenLength, offered, length)
            // RFC 7301 §3.2: no overlap is fatal; going on would let a peer speak another protocol to us.
            ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL
    }

    private static let selectHTTP2: ProtocolChoice = { _, chosen, chosenLength, offered, length, _ in
        // Ours is the order: one connection carries what takes many in HTTP/1.1.
        unsafe select("h2", chosen, chosenLength, offered, length)
            || select("http/1.1", chosen, chosenLength, offered, length)
            ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL
    }

    private static func select(
        _ wanted: StaticString, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ chosenLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ length: UInt32
    ) -> Bool {
        var index = 0
        while index < Int(length), let offered = unsafe offered {
            let size = Int(unsafe offered[index])
            guard size > 0, index + 1 + size <= Int(length) else { break }
            let name = unsafe UnsafeBufferPointer(start: offered + index + 1, count: size)
            if CharacterClass.equals(unsafe Span(_unsafeElements: name), wanted) {
                unsafe chosen?.pointee = offered + index + 1
                unsafe chosenLength?.pointee = UInt8(size)
                return true
            }
            index += 1 + size
        }
        return false
    }

    private static func setClients(
        _ handle: borrowing ContextHandle, _ authentication: TLSSettings.ClientAuthentication, ca: [UInt8]?
    ) throws(TLSFailure) -> ClientPolicy? {
        let mode: CInt
        let policy: ClientPolicy
        switch authentication {
        case .off: return nil
        case .optional(_, let names):
            (mode, policy) = (SSL_VERIFY_PEER, ClientPolicy(allowedNames: names))
        case .required(_, let names):
            (mode, policy) = (
                SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, ClientPolicy(allowedNames: names)
            )
        }
        try setAuthorities(handle, ca ?? [])
        unsafe SSL_CTX_set_verify(handle.raw, mode, nil)
        // The policy outlives the SSL_CTX's last session: the connection holds this object as long as it lives.
        unsafe SSL_CTX_set_cert_verify_callback(
            handle.raw, ClientPolicy.verify, Unmanaged.passUnretained(policy).toOpaque())
        return policy
    }

    private static func setAuthorities(_ handle: borrowing ContextHandle, _ ca: [UInt8]) throws(TLSFailure) {
        let authorities: CertificatesHandle
        do throws(TLSFailure) {
            authorities = try PEM.certificates(ca, skipping: 0)
        } catch {
            throw TLSFailure(.badClientCA, "a certificate in the client CA file is damaged")
        }
        let count = unsafe OPENSSL_sk_num(authorities.raw)
        guard count > 0, let names = unsafe shim_X509_name_stack_new() else {
            throw TLSFailure(.badClientCA, "the client CA file holds no certificate in PEM")
        }
        unsafe SSL_CTX_set_client_CA_list(handle.raw, names)  // owns the list from here on
        let store = unsafe SSL_CTX_get_cert_store(handle.raw)
        for index in 0..<count {
            guard let raw = unsafe OPENSSL_sk_value(authorities.raw, index) else { continue }
            let certificate = OpaquePointer(raw)
            guard unsafe X509_STORE_add_cert(store, certificate) == 1,
                let name = unsafe X509_NAME_dup(X509_get_subject_name(certificate)),
                unsafe shim_X509_name_stack_push(names, name) > 0
            else {
                ERR_clear_error()
                throw TLSFailure(.badClientCA, "a certificate in the client CA file cannot be used")
            }
        }
    }
}
