// SPDX-License-Identifier: Apache-2.0

/// A value for each tier.
public struct TierTable<Value> {
    private let values: [Value]

    /// Asks for the value of each tier, lowest first.
    public init<Failure: Error>(_ value: (Tier) throws(Failure) -> Value) throws(Failure) {
        var values: [Value] = []
        for tier in Tier.allCases { values.append(try value(tier)) }
        self.values = values
    }

    /// The value of `tier`.
    public subscript(tier: Tier) -> Value { values[Int(tier.rawValue)] }
}

extension TierTable: Sendable where Value: Sendable {}

extension TierTable: Equatable where Value: Equatable {}
