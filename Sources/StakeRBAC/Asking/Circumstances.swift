// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import SealAuthN

/// What a decision rests on beside request, identity and policy: said by the caller, so that the engine looks at no clock and no ledger.
public struct Circumstances: Sendable {
    /// The present.
    public var now: WallTime
    /// What each tier costs by the ledger, in MIST.
    public var prices: TierTable<UInt64>

    /// What the contracts ask at first: 0.5, 2, 5 and 10 SUI.
    public static let firstPrices = TierTable<UInt64> { tier in
        switch tier {
        case .viewer: 500_000_000
        case .developer: 2_000_000_000
        case .admin: 5_000_000_000
        case .super: 10_000_000_000
        }
    }

    /// States them.
    public init(now: WallTime, prices: TierTable<UInt64> = Self.firstPrices) {
        self.now = now
        self.prices = prices
    }
}
