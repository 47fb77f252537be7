// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// The key that a key management service encrypts to: made when somebody asks for it, and kept as long as the enclave runs.
///
/// Whoever asked has to go to the service with it, and comes back on another connection.
final class EnvelopeKeyHolder: Sendable {
    private let key = Locked<Made?>(nil)

    /// A key that more than one may look at.
    private final class Made: Sendable {
        let key: EnvelopeKey

        init() throws(CryptoError) { key = try EnvelopeKey.random() }
    }

    /// Whether there is a key: without one, no envelope can be for it.
    var isMade: Bool { key.withLock { $0 != nil } }

    /// The public half, of a key that is made now if there is none.
    func publicKeyInfo() throws(CryptoError) -> [UInt8] {
        let made = try key.withLock { key throws(CryptoError) in
            let made = if let key { key } else { try Made() }
            key = made
            return made
        }
        return try made.key.publicKeyInfo()
    }

    /// What an envelope holds.
    func open(_ envelope: [UInt8]) throws(CryptoError) -> Secret {
        guard let made = key.withLock({ $0 }) else { throw CryptoError(.notOpened) }
        return try made.key.open(envelope.span)
    }
}
