// SPDX-License-Identifier: Apache-2.0

/// A value for each tier.
public struct TierTable<Value> {
    private var values: [Value]

    /// Asks for the value of each tier, lowest first.
    public init<Failure: Error>(_ value: (Tier) throws(Failure) -> Value) throws(Failure) {
        var values: [Value] = []
        for tier in Tier.allCases { values.append(try value(tier)) }
        self.values = values
    }

    /// The value of `tier`.
    public subscript(tier: Tier) -> Value {
        get { values[Int(tier.rawValue)] }
        set { values[Int(tier.rawValue)] = newValue }
    }
}

extension TierTable: Sendable where Value: Sendable {}

extension TierTable: Equatable where Value: Equatable {}

extension TierTable: Hashable where Value: Hashable {}

/// The groups that an operator gives each tier beside ours; a narrowed seal gets none of them.
public typealias TierGroups = TierTable<[GroupName]>

extension TierGroups {
    /// None.
    public init() { self.init { _ in [] } }
}

/// What an operator asks for each tier at least, in MIST, whatever the chain asks for.
public typealias TierFloors = TierTable<UInt64>

extension TierFloors {
    /// Nothing.
    public init() { self.init { _ in 0 } }
}

/// How long each tier is still believed while no node gives a fresh answer.
public typealias Grace = TierTable<Duration>

extension Grace {
    /// The defaults: the more a tier may do, the shorter.
    public init() {
        self.init { tier in
            switch tier {
            case .viewer: .seconds(900)
            case .developer: .seconds(300)
            case .admin: .seconds(60)
            case .super: .zero
            }
        }
    }

    /// The longest of them.
    var longest: Duration { values.max() ?? .zero }
}
