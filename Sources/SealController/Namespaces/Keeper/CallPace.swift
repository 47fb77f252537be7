// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// How many calls may be under way, and how many may begin in a second.
struct CallPace {
    let concurrency: Int
    private let each: UInt64
    private var free = Monotonic(nanoseconds: 0)
    private(set) var underWay = 0

    init(concurrency: Int, rate: Int) {
        self.concurrency = max(1, concurrency)
        each = 1_000_000_000 / UInt64(max(1, rate))
    }

    /// When the next one may begin; `nil` while too many are under way.
    var next: Monotonic? { underWay < concurrency ? free : nil }

    /// Whether it is as if none had ever begun.
    func isRested(at now: Monotonic) -> Bool {
        underWay == 0 && free.nanoseconds + each * UInt64(concurrency - 1) <= now.nanoseconds
    }

    /// Begins one, if that may be; after a pause as many at once as may be under way.
    mutating func begin(at now: Monotonic) -> Bool {
        guard let next, next <= now else { return false }
        let burst = each * UInt64(concurrency - 1)
        let earliest = now.nanoseconds > burst ? now.nanoseconds - burst : 0
        free = Monotonic(nanoseconds: max(free.nanoseconds, earliest) + each)
        underWay += 1
        return true
    }

    /// One has ended.
    mutating func end() { underWay -= 1 }
}
