// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// A key by which nonces are known again.
final class NonceKey: Sendable {
    /// Its bytes.
    static let length = 32

    private let secret: Secret

    /// One that nobody can guess.
    init() throws(CryptoError) { secret = try Secret.random(count: Self.length) }

    /// One that others have, too.
    init(copying bytes: some Sequence<UInt8>) throws(CryptoError) { secret = try Secret(copying: Array(bytes).span) }

    /// The code of a message.
    func code(_ message: [UInt8]) throws(CryptoError) -> Bytes32 { try MessageCode.code(secret, message) }

    /// Its bytes, for the Secret that all controllers share.
    func append(to bytes: inout [UInt8]) {
        secret.withBytes { span in
            for index in span.indices { bytes.append(span[index]) }
        }
    }
}
