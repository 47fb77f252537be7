// SPDX-License-Identifier: Apache-2.0

/// Why there is no document.
public enum AttestationFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// Too many are being made; later it may succeed.
    case busy
    /// The security module does not answer any more, until the enclave is started again.
    case lost
    /// It refused.
    case refused
}

/// What makes documents of this enclave.
///
/// Who asks chooses the nonce and nothing else: `user_data` and `public_key` are the enclave's own.
public protocol AttestationSource: Sendable {
    /// Whether no document will be made any more.
    var isLost: Bool { get }

    /// Asks for a document; `completion` is called once, perhaps before this returns, perhaps on another thread.
    func attest(nonce: [UInt8]?, _ completion: @escaping @Sendable (Result<[UInt8], AttestationFailure>) -> Void)
}
