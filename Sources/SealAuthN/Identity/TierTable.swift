// SPDX-License-Identifier: Apache-2.0

/// A value for each tier.
public struct TierTable<Value> {
    // Side by side, not in an array: a table of numbers is made for a decision without asking for memory.
    private var viewer: Value
    private var developer: Value
    private var admin: Value
    private var superuser: Value

    /// Asks for the value of each tier, lowest first.
    public init<Failure: Error>(_ value: (Tier) throws(Failure) -> Value) throws(Failure) {
        viewer = try value(.viewer)
        developer = try value(.developer)
        admin = try value(.admin)
        superuser = try value(.super)
    }

    /// The value of `tier`.
    public subscript(tier: Tier) -> Value {
        get {
            switch tier {
            case .viewer: viewer
            case .developer: developer
            case .admin: admin
            case .super: superuser
            }
        }
        set {
            switch tier {
            case .viewer: viewer = newValue
            case .developer: developer = newValue
            case .admin: admin = newValue
            case .super: superuser = newValue
            }
        }
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
    var longest: Duration { max(viewer, developer, admin, superuser) }
}
