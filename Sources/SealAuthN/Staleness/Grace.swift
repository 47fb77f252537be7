// SPDX-License-Identifier: Apache-2.0

/// How long each tier is still believed while no node gives a fresh answer.
public struct Grace: Hashable, Sendable {
    // In the order of the tiers.
    private var durations: [Duration] = [.seconds(900), .seconds(300), .seconds(60), .zero]

    /// The defaults: the more a tier may do, the shorter.
    public init() {}

    /// How long a tier is believed.
    public subscript(tier: Tier) -> Duration {
        get { durations[Int(tier.rawValue)] }
        set { durations[Int(tier.rawValue)] = newValue }
    }

    /// The longest of them.
    var longest: Duration { durations.max() ?? .zero }
}
