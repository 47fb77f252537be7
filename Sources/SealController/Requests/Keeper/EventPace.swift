// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Which Events about requests are made: an apiserver is there for other things, and the chain has all of it.
///
/// Of what was carried out so many in a second, and of what failed as many as there are; never more than so many at once.
struct EventPace {
    /// The most that are under way.
    static let maximumUnderWay = 32
    /// How many in a second say that something was carried out, after a pause ``maximumUnderWay`` at once.
    static let maximumRate = 50

    private var underWay = 0
    private var carriedOut = CallPace(concurrency: maximumUnderWay, rate: maximumRate)

    /// Begins one, if that may be.
    mutating func begin(isDone: Bool, at now: Monotonic) -> Bool {
        guard underWay < Self.maximumUnderWay, !isDone || carriedOut.begin(at: now) else { return false }
        underWay += 1
        return true
    }

    /// One has ended.
    mutating func end(isDone: Bool) {
        underWay -= 1
        if isDone { carriedOut.end() }
    }
}
