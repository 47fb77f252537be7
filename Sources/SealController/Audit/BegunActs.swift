// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What is done only once it lasts that it was begun: what waits for that, and for how long.
///
/// Pure: it is told the time. An order leaves it once, to be done or to be put off; what is said of it later means nothing.
struct BegunActs<Order: Sendable>: Sendable {
    private struct Waiting: Sendable {
        let order: Order
        let until: Monotonic
    }

    private let patience: Duration
    private var waiting: [UInt64: Waiting] = [:]
    private var last: UInt64 = 0

    init(patience: Duration) { self.patience = patience }

    /// Keeps an order, and gives the number by which it is spoken of.
    mutating func add(_ order: Order, at now: Monotonic) -> UInt64 {
        last += 1
        waiting[last] = Waiting(order: order, until: now.advanced(by: patience))
        return last
    }

    /// Gives an order back of which something was said; `nil` if it is not waited for any more.
    mutating func take(_ number: UInt64) -> Order? { waiting.removeValue(forKey: number)?.order }

    /// Gives those back that have waited for too long, the first first.
    mutating func takeLate(at now: Monotonic) -> [Order] {
        let late = waiting.filter { $0.value.until <= now }.keys.sorted()
        return late.compactMap { take($0) }
    }

    /// Gives all back, the first first.
    mutating func takeAll() -> [Order] { waiting.keys.sorted().compactMap { take($0) } }

    /// When the next has waited for too long.
    var alarm: Monotonic? { waiting.values.map(\.until).min() }
}
