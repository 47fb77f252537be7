// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// The keys that all controllers of a cluster share.
///
/// Of three the middle one is used, and nonces under each are known. When they move on by one, whoever has not heard of it yet uses what the
/// others still know, and knows what the others use: nobody has to change at the same moment.
struct SharedNonceKeys: Sendable {
    /// What was used before.
    let previous: NonceKey
    /// What is used.
    let current: NonceKey
    /// What will be.
    let next: NonceKey
    /// Since when.
    let since: WallTime

    /// All three.
    var all: [NonceKey] { [current, previous, next] }

    /// How long they stay as they are.
    static let period = Duration.seconds(86_400)
    /// How far clocks are apart.
    static let skew = Duration.seconds(3600)
    /// The bytes of all three.
    static let length = 3 * NonceKey.length

    /// New ones.
    static func random(at now: WallTime) throws(CryptoError) -> SharedNonceKeys {
        SharedNonceKeys(previous: try NonceKey(), current: try NonceKey(), next: try NonceKey(), since: now)
    }

    /// Moves on by one.
    func rotated(at now: WallTime) throws(CryptoError) -> SharedNonceKeys {
        SharedNonceKeys(previous: current, current: next, next: try NonceKey(), since: now)
    }

    /// Whether they have been used for long enough; what is dated far into the future would be used for ever.
    func isDue(at now: WallTime) -> Bool {
        let age = now.nanoseconds.subtractingReportingOverflow(since.nanoseconds)
        guard !age.overflow else { return true }
        return age.partialValue >= Int64(Self.period.wholeNanoseconds)
            || age.partialValue < -Int64(Self.skew.wholeNanoseconds)
    }
}
