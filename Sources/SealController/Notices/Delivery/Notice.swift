// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Something to be told to one receiver.
enum Notice: Hashable, Sendable {
    /// One change.
    case change(TierChange)
    /// Changes that there was no room for.
    case omitted(Omission)

    /// So many changes that are not told one by one.
    struct Omission: Hashable, Sendable {
        var count: Int
        /// The lowest and the highest number among them.
        var first: UInt64
        var last: UInt64
        /// When the first of them was heard, or what came after them.
        var since: WallTime
        /// How many of them are events that were not heard: they may have changed something, or nothing.
        var unheard = 0
    }

    /// Whether somebody who hears of these wants it; what is omitted before it waits for anybody is changes of tiers, or was not heard and
    /// may have been anything.
    func isWanted(by wants: Set<TierChangeReason>) -> Bool {
        switch self {
        case .change(let change): wants.contains(change.reason)
        case .omitted(let omission): omission.unheard > 0 || wants.contains(.tierLowered)
        }
    }

    /// The lowest number that it speaks of.
    var number: UInt64 {
        switch self {
        case .change(let change): change.number
        case .omitted(let omission): omission.first
        }
    }

    /// When the first that it speaks of was heard.
    var heard: WallTime {
        switch self {
        case .change(let change): change.heard
        case .omitted(let omission): omission.since
        }
    }

    /// What names it: a receiver that has seen the name has been told.
    var name: String {
        switch self {
        case .change(let change): "\(change.number)"
        case .omitted(let omission): "\(omission.first)-\(omission.last)"
        }
    }
}

extension Notice.Omission {
    /// What omits one change.
    init(_ change: TierChange) {
        self.init(count: 1, first: change.number, last: change.number, since: change.heard)
    }

    /// More that are omitted.
    mutating func add(_ other: Self) {
        count += other.count
        unheard += other.unheard
        first = min(first, other.first)
        last = max(last, other.last)
    }

    /// What is said of it.
    var sentence: String {
        guard unheard == 0 else {
            return
                "\(count) changes of stakes or tiers, or what may be some, are not told one by one; \(unheard) of the chain's events \(first) to \(last) were not heard."
        }
        return
            "\(count) more changes of stakes or tiers came faster than they could be told; the chain's events \(first) to \(last) brought them."
    }
}
