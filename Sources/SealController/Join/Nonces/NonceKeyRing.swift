// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// The keys by which this process gives nonces out and knows them again.
///
/// It begins with one of its own, which it keeps: what was given out under it is known here alone, until it has expired.
final class NonceKeyRing: Sendable {
    private let own: NonceKey
    private let shared = Locked<SharedNonceKeys?>(nil)

    /// A ring with a key of its own.
    init() throws(CryptoError) { own = try NonceKey() }

    /// Whether other controllers know this one's nonces.
    var isShared: Bool { shared.withLock { $0 != nil } }

    /// Takes the keys that all controllers share.
    func take(_ keys: SharedNonceKeys) { shared.withLock { $0 = keys } }

    /// The code that a nonce is given out with.
    func code(_ message: [UInt8]) throws(CryptoError) -> Bytes32 {
        try (shared.withLock { $0 }?.current ?? own).code(message)
    }

    /// All codes that a nonce may have.
    func codes(_ message: [UInt8]) throws(CryptoError) -> [Bytes32] {
        let keys = (shared.withLock { $0 }?.all ?? []) + [own]
        var codes: [Bytes32] = []
        for key in keys { codes.append(try key.code(message)) }
        return codes
    }
}
