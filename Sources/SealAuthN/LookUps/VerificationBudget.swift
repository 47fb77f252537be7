// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import SuiLedger

/// How many signatures are checked per second.
///
/// Anybody can write a token in the name of a staker, whose key is public, and a check costs as much as fifty answers. Signers share
/// buckets by chance, so whoever floods in one name takes from few others, and the whole never costs more than a third of a core: of
/// the dearest signatures, 256 × 4 per second at a third of a millisecond each.
public final class VerificationBudget: Sendable {
    private static let bucketCount = 256
    private static let rate = 4
    private static let burst = 16

    private let buckets: [Locked<TokenBucket>]

    /// Full buckets.
    public init(now: Monotonic) {
        buckets = (0..<Self.bucketCount).map { _ in
            Locked(TokenBucket(rate: Self.rate, burst: Self.burst, now: now))
        }
    }

    /// Whether a signature said to be of this signer may be checked now.
    public func admits(_ signer: Address, at now: Monotonic) -> Bool {
        buckets[Int(UInt(bitPattern: signer.hashValue) % UInt(Self.bucketCount))].withLock { $0.take(at: now) }
    }
}
