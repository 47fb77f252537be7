// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// The last things that happened on the chain, and to whom: filled by the follower, from when it began.
///
/// Its memory is bounded: the oldest gives its place to the newest. Each record leads to the one before it of the same owner, so that
/// somebody's own are found without looking at others'.
struct HistoryRing: Sendable {
    /// A record with its number, which only grows.
    struct Numbered: Equatable, Sendable {
        let number: UInt64
        let record: HistoryRecord
    }

    /// How many are kept.
    static let capacity = 65_536

    private struct Slot: Sendable {
        let record: HistoryRecord
        /// The number of the owner's record before it; 0 is none.
        let previous: UInt64
    }

    private let capacity: Int
    private var slots: [Slot] = []
    private var heads: [Address: UInt64] = [:]
    /// The number of the last record; the first has 1.
    private(set) var last: UInt64 = 0

    /// An empty one.
    init(capacity: Int = Self.capacity) { self.capacity = max(1, capacity) }

    /// The number of the oldest record that is kept.
    var first: UInt64 { last - UInt64(slots.count) + 1 }

    /// Keeps one more.
    mutating func append(_ record: HistoryRecord) {
        last += 1
        let slot = Slot(record: record, previous: heads[record.owner] ?? 0)
        let place = Int((last - 1) % UInt64(capacity))
        if place < slots.count {
            let gone = slots[place].record.owner
            // Who had only this one has none.
            if heads[gone] == last - UInt64(capacity) { heads[gone] = nil }
            slots[place] = slot
        } else {
            slots.append(slot)
        }
        heads[record.owner] = last
    }

    /// The last of an owner's records before a number, the newest first.
    func records(of owner: Address, before number: UInt64, limit: Int) -> [Numbered] {
        var found: [Numbered] = []
        var next = heads[owner] ?? 0
        while next >= first, next > 0, found.count < limit {
            let slot = slots[Int((next - 1) % UInt64(capacity))]
            if next < number { found.append(Numbered(number: next, record: slot.record)) }
            next = slot.previous
        }
        return found
    }
}

/// A ring that the follower fills while requests read it.
final class History: Sendable {
    private let ring: Locked<HistoryRing>
    /// Since when it is filled.
    let since: WallTime

    /// Begins now.
    init(since: WallTime = .now, capacity: Int = HistoryRing.capacity) {
        self.since = since
        ring = Locked(HistoryRing(capacity: capacity))
    }

    /// Takes what the follower tells.
    func take(_ news: FollowNews) {
        guard case .events(let events) = news else { return }
        let records = events.compactMap { HistoryRecord($0) }
        guard !records.isEmpty else { return }
        ring.withLock { ring in for record in records { ring.append(record) } }
    }

    /// The last of an owner's records before a number, the newest first.
    func records(of owner: Address, before number: UInt64, limit: Int) -> [HistoryRing.Numbered] {
        ring.withLock { $0.records(of: owner, before: number, limit: limit) }
    }
}
