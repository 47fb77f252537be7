// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// Why a handshake did not end well, as far as an operator can act on it.
public enum HandshakeFailure: String, Sendable, CaseIterable {
    /// The peer went away or stayed silent.
    case closed, timeout
    /// The peer spoke HTTP or anything else but TLS.
    case notTLS = "not_tls"
    case version, cipher
    case applicationProtocol = "application_protocol"
    /// A client certificate was required and none came.
    case clientCertificateMissing = "client_certificate_missing"
    /// The client certificate is of another CA, expired, or of a name that is not allowed.
    case clientCertificateRefused = "client_certificate_refused"
    /// The peer refused *our* certificate: its CA bundle is not ours, or the name it dialled is not in it.
    case peerRefusedCertificate = "peer_refused_certificate"
    case other

    /// Reads the reason off OpenSSL's error queue and clears it.
    static func fromErrorQueue() -> HandshakeFailure {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0 else { return .closed }
        // ERR_GET_REASON, for errors that are not the system's.
        switch CInt(truncatingIfNeeded: code & 0x7F_FFFF) {
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM: return .cipher
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return .version
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, SSL_R_WRONG_VERSION_NUMBER,
            SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_BAD_RECORD_TYPE:
            return .notTLS
        case SSL_R_NO_APPLICATION_PROTOCOL: return .applicationProtocol
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return .clientCertificateMissing
        case SSL_R_CERTIFICATE_VERIFY_FAILED: return .clientCertificateRefused
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,
            SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN,
            SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
            return .peerRefusedCertificate
        default: return .other
        }
    }
}
