// SPDX-License-Identifier: Apache-2.0

/// When something that costs a transaction is done again: telling the chain how the machine is, another seal.
///
/// Pure. By the clock that others know, because a restart must not make a report early: the contract refuses one within ten minutes, and
/// a refusal costs its bill.
struct ReportPlan: Hashable, Sendable {
    /// The first wait after a failure, in milliseconds; it doubles with each in a row.
    static let firstDelay: UInt64 = 60_000
    /// The longest.
    static let longestDelay: UInt64 = 1_800_000

    private let interval: UInt64
    private var failures = 0
    /// When the next one is due, in milliseconds since 1970.
    private(set) var due: UInt64

    /// Goes on after a report at `last`; `nil` where there was none.
    init(every interval: UInt64, last: UInt64?) {
        self.interval = interval
        due = last.map { $0 &+ interval } ?? 0
    }

    /// Whether it is time.
    ///
    /// A time that is more than an interval away is none: the clock was set back since.
    func isDue(at now: UInt64) -> Bool { now >= due || due - now > max(interval, Self.longestDelay) }

    /// One was made.
    mutating func made(at now: UInt64) {
        failures = 0
        due = now &+ interval
    }

    /// One was not made.
    mutating func failed(at now: UInt64) {
        due = now &+ min(Self.longestDelay, Self.firstDelay << UInt64(min(failures, 16)))
        failures += 1
    }
}
