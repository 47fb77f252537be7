// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import SuiLedger

/// What is done with what we know of the chain, by how old that is.
///
/// | age | known | unknown |
/// |---|---|---|
/// | ≤ 10 s | from the copy | copy complete: refused; else looked up |
/// | > 10 s, or an event is missing | looked up, shared for 1 s | looked up |
/// | and no node answers fresh | until the tier's grace is over | refused |
public struct StalenessPolicy: Sendable {
    /// What the copy of the chain is worth.
    public enum Copy: Hashable, Sendable {
        /// As young as it must be, with nothing known to be missing; complete once all is listed.
        case fresh(isComplete: Bool)
        /// Too old, or with a hole, or there is none yet.
        case outdated
    }

    /// Whether the copy has an entry.
    public enum Entry: Hashable, Sendable, CaseIterable {
        case known, unknown
    }

    /// What to do about an entry.
    public enum Step: Hashable, Sendable {
        /// Go by what is known.
        case answer
        /// Ask the nodes for this entry.
        case lookUp
        /// There is none.
        case refuse
    }

    /// How old the copy, or an answer, may be.
    public var maximumAge = Duration.seconds(10)
    /// How long ago as many nodes as must may have agreed on the thresholds that make somebody admin or super.
    public var thresholdsAge = Duration.seconds(600)
    /// How long a look-up's outcome is shared with who asks next.
    public var sharing = Duration.seconds(1)
    /// How long each tier is believed while no node answers.
    public var grace = Grace()

    /// The defaults.
    public init() {}

    /// What the copy is worth now; from the future it is as outdated as from the past.
    public func copy(_ mark: FollowMark, at now: Moment) -> Copy {
        guard !mark.hasHole, let age = mark.age(now: now.monotonic, wall: now.wall), age <= maximumAge,
            let timestamp = mark.timestamp, !FollowMark.isAhead(timestamp, of: now.wall)
        else { return .outdated }
        return .fresh(isComplete: mark.isComplete)
    }

    /// What to do about an entry that was looked up this long ago, if ever.
    public func step(_ copy: Copy, _ entry: Entry, lookedUp: Duration?) -> Step {
        let isShared = lookedUp.map { $0 <= sharing } ?? false
        return switch (copy, entry, isShared) {
        case (.fresh, .known, _): .answer
        case (.fresh(isComplete: true), .unknown, _): .refuse
        case (.fresh(isComplete: false), .unknown, true): .refuse
        case (.fresh(isComplete: false), .unknown, false): .lookUp
        case (.outdated, .known, true): .answer
        case (.outdated, .unknown, true): .refuse
        case (.outdated, _, false): .lookUp
        }
    }

    /// Whether somebody of this tier is believed though what is known is this old and no node gives a fresh answer.
    public func isInGrace(_ tier: Tier, age: Duration?) -> Bool {
        // No grace is none: not even for what was heard this very moment, which a missing event may have undone.
        guard let age, grace[tier] > .zero else { return false }
        return age <= grace[tier]
    }
}
