// SPDX-License-Identifier: Apache-2.0

/// What an enclave is good enough for.
///
/// In Move: `tiers::class_basic()` and its neighbours.
public enum EnclaveClass: UInt8, Sendable, CaseIterable {
    case basic = 1
    case standard = 2
    case premium = 3

    /// What a node's stake gives.
    public init(nodeAmount: UInt64) {
        self = nodeAmount >= 10 * Mist.perSUI ? .premium : nodeAmount >= Mist.perSUI ? .standard : .basic
    }

    /// This one and all below, the highest first: whoever is served by none of a class is by the next lower one.
    public var andLower: [EnclaveClass] { Self.allCases.filter { $0.rawValue <= rawValue }.reversed() }
}
