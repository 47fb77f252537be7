// SPDX-License-Identifier: Apache-2.0

/// What of an account says what it is worth: for whoever looks at a million.
public struct StakeSummary: Hashable, Sendable {
    /// Counts for the owner's tier, in MIST.
    public let amount: UInt64
    /// Where it stands.
    public let status: UInt8
    /// The `no` of the last change.
    public let sequence: UInt64
}

extension StakeAccount {
    /// What it is worth.
    public var summary: StakeSummary { StakeSummary(amount: amount, status: status, sequence: sequence) }
}
