// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When the chain is asked for all that is open, and whether a change was missed.
struct ListingPlan {
    /// How long until a list that could not be had is asked for again.
    static let retry = Duration.seconds(1)

    private let settings: RequestSettings
    private var isUnderWay = false
    private var isWanted = true
    private var notBefore: Monotonic?
    /// When the number of changes was asked for last, or a list came.
    private var probed: Monotonic?
    /// A number of changes that must have come by then.
    private var awaited: (number: UInt64, by: Monotonic)?

    init(_ settings: RequestSettings) { self.settings = settings }

    /// Something may have been missed.
    mutating func doubt() { isWanted = true }

    /// A list came.
    mutating func came(at now: Monotonic) {
        (isUnderWay, isWanted, probed, awaited, notBefore) = (false, false, now, nil, nil)
    }

    /// It could not be had.
    mutating func failed(at now: Monotonic) {
        (isUnderWay, isWanted, notBefore) = (false, true, now.advanced(by: Self.retry))
    }

    /// There were so many changes.
    mutating func told(_ number: UInt64, at now: Monotonic) {
        awaited = (number, now.advanced(by: settings.eventDelay))
    }

    /// What to ask for now; `complete` says up to which change nothing is missing.
    mutating func next(isWhole: Bool, complete: UInt64?, at now: Monotonic) -> RequestOrder? {
        if let awaited, awaited.by <= now {
            self.awaited = nil
            // Changes that do not come were missed, and no later one has shown it yet.
            if complete ?? 0 < awaited.number { isWanted = true }
        }
        if isWanted || !isWhole {
            guard !isUnderWay, notBefore.map({ $0 <= now }) ?? true else { return nil }
            // A hole is filled by events, as a rule; a list in vain is not made again at once.
            (isUnderWay, isWanted, notBefore) = (true, false, now.advanced(by: settings.eventDelay))
            return .list
        }
        guard probed.map({ now.since($0) >= settings.probeInterval }) ?? true else { return nil }
        probed = now
        return .probe
    }
}
