// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN

/// What is known of a home, kept in annotations of its Namespace: whoever leads, since whenever, goes on where another left off.
struct HomeRecord: Hashable, Sendable {
    /// How far its loss has come, or its return.
    enum Phase: String, Sendable, CaseIterable {
        /// Nobody has access; what runs goes on for a while.
        case lost
        /// What runs is being stopped.
        case scaling
        /// Nothing runs.
        case scaled
        /// The stake is back; what was stopped is being started.
        case restoring
    }

    /// What the limits go by; of a lost home, what they went by last.
    var standing: HomeStanding
    var phase: Phase?
    var cause: HomeLoss?
    /// Since when the stake is lost.
    var lostSince: WallTime?
    /// Since when something may be stopped that is to be started again; longer than one loss, if one follows another.
    var scaledSince: WallTime?

    init(
        _ standing: HomeStanding, _ phase: Phase? = nil, cause: HomeLoss? = nil, lostSince: WallTime? = nil,
        scaledSince: WallTime? = nil
    ) {
        self.standing = standing
        self.phase = phase
        self.cause = cause
        self.lostSince = lostSince
        self.scaledSince = scaledSince
    }

    private enum Key {
        static let tier = "k3s-daas.io/tier"
        static let stake = "k3s-daas.io/stake-mist"
        static let phase = "k3s-daas.io/phase"
        static let cause = "k3s-daas.io/lost-cause"
        static let lostSince = "k3s-daas.io/lost-since"
        static let scaledSince = "k3s-daas.io/scaled-since"
    }

    /// As annotations.
    var annotations: [String: String] {
        var found = [Key.tier: "\(standing.tier.name)", Key.stake: "\(standing.stake)"]
        found[Key.phase] = phase?.rawValue
        found[Key.cause] = cause?.rawValue
        found[Key.lostSince] = lostSince.map { RFC3339.write($0) }
        found[Key.scaledSince] = scaledSince.map { RFC3339.write($0) }
        return found
    }

    /// Reads what stands at a Namespace.
    ///
    /// A standing that cannot be read is the least that there is. Times that cannot be read are none: whatever hangs on them begins anew.
    init(of view: ManagedView) {
        let tier = Tier.allCases.first { "\($0.name)" == view.annotation(Key.tier) }
        let stake = view.annotation(Key.stake).flatMap { UInt64($0) }
        standing = HomeStanding(tier: tier ?? HomeStanding.least, stake: tier == nil ? 0 : stake ?? 0)
        phase = view.annotation(Key.phase).flatMap { Phase(rawValue: $0) }
        cause = view.annotation(Key.cause).flatMap { HomeLoss(rawValue: $0) }
        lostSince = view.annotation(Key.lostSince).flatMap { RFC3339.read($0) }
        scaledSince = view.annotation(Key.scaledSince).flatMap { RFC3339.read($0) }
    }

    /// The same with times as they are written: whole seconds.
    var written: HomeRecord {
        var copy = self
        copy.lostSince = lostSince.map { WallTime(seconds: $0.seconds) }
        copy.scaledSince = scaledSince.map { WallTime(seconds: $0.seconds) }
        return copy
    }
}
