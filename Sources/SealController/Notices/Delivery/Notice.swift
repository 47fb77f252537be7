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
        /// When the first of them was heard.
        var since: WallTime
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

    /// One more that is omitted.
    mutating func add(_ change: TierChange) {
        count += 1
        first = min(first, change.number)
        last = max(last, change.number)
    }

    /// What is said of it.
    var sentence: String {
        "\(count) more changes of stakes came faster than they could be told; the chain's events \(first) to \(last) have them."
    }
}
