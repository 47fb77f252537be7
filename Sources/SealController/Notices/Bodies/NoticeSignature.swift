// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPClient
internal import Kernel

/// What a webhook's receiver checks: that a body is ours, and of now.
///
/// The code is HMAC-SHA-256 over the time in decimal, a dot and the body, so that neither can be taken from another notice.
enum NoticeSignature {
    static let signature = "X-K3s-Daas-Signature"
    static let timestamp = "X-K3s-Daas-Timestamp"
    static let idempotencyKey = "Idempotency-Key"

    /// The headers of a body that is sent now.
    static func headers(
        _ body: [UInt8], id: String, secret: borrowing Secret, at now: WallTime
    ) throws(CryptoError) -> [Header] {
        let time = "\(now.seconds)"
        let code = try MessageCode.code(secret, Array((time + ".").utf8) + body)
        return [
            Header("Content-Type", "application/json"), Header(idempotencyKey, id), Header(timestamp, time),
            Header(signature, "v1=" + code.hex),
        ]
    }
}
