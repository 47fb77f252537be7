// SPDX-License-Identifier: Apache-2.0

/// What an operator asks for each tier at least, in MIST, whatever the chain asks for.
public struct TierFloors: Hashable, Sendable {
    // In the order of the tiers; 0 asks for nothing beyond the chain.
    private var least: [UInt64] = [0, 0, 0, 0]

    /// Nothing.
    public init() {}

    /// The least stake of a tier.
    public subscript(tier: Tier) -> UInt64 {
        get { least[Int(tier.rawValue)] }
        set { least[Int(tier.rawValue)] = newValue }
    }
}
