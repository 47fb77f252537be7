// SPDX-License-Identifier: Apache-2.0

/// What look-ups may cost.
///
/// A TokenReview does not say which client a token came from, so no limit can be per client: this one is for all strangers together,
/// and those who are known have one of their own, which no stranger can use up.
public struct LookUpSettings: Hashable, Sendable {
    /// Look-ups of what is not known, per second.
    public var rate = 200
    /// How many of them at once after a rest.
    public var burst = 400
    /// How many of them may be under way.
    public var concurrent = 256
    /// How many times as much those may cost that are known.
    public var knownFactor = 10
    /// How long one may take.
    public var timeout = Duration.seconds(2)

    /// The defaults.
    public init() {}
}
