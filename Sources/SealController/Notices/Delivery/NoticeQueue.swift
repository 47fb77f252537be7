// SPDX-License-Identifier: Apache-2.0

/// What waits for one receiver: bounded, and what does not fit is counted and told as one.
///
/// Slashings come before all else where room is short: they take the place of the last change that is none.
struct NoticeQueue {
    let capacity: Int
    private var waiting: [TierChange] = []
    private var omission: Notice.Omission?
    /// What was given out and is not settled.
    private(set) var held: Notice?
    /// All that were ever omitted.
    private(set) var omitted: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    /// How many wait, with what is held.
    var count: Int { waiting.count + (held == nil ? 0 : 1) + (omission == nil ? 0 : 1) }

    /// The lowest number that is not settled yet.
    var oldest: UInt64? { (waiting.map(\.number) + [held?.number, omission?.first].compactMap(\.self)).min() }

    mutating func push(_ change: TierChange) {
        guard waiting.count >= capacity else { return waiting.append(change) }
        guard change.reason.isWarning, let place = waiting.lastIndex(where: { !$0.reason.isWarning }) else {
            return omit(.init(change))
        }
        omit(.init(waiting.remove(at: place)))
        waiting.append(change)
    }

    /// Gives out what is next, and the same again until it is settled; what was omitted comes when nothing else waits.
    mutating func take() -> Notice? {
        if held == nil, !waiting.isEmpty {
            held = .change(waiting.removeFirst())
        } else if held == nil, let omission {
            held = .omitted(omission)
            self.omission = nil
        }
        return held
    }

    /// What was given out is told, or will never be.
    mutating func settle() { held = nil }

    /// Counts what is not told one by one.
    mutating func omit(_ other: Notice.Omission) {
        omitted += UInt64(other.count)
        if omission == nil { omission = other } else { omission?.add(other) }
    }
}
