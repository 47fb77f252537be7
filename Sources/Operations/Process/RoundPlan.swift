// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When each of several rounds is due.
struct RoundPlan {
    private let intervals: [Duration]
    private var due: [Monotonic]

    /// Each for the first time one interval from `now`.
    init(_ intervals: [Duration], from now: Monotonic) {
        self.intervals = intervals
        due = intervals.map { now.advanced(by: $0) }
    }

    /// When the next one is due; `nil` if there is none.
    var next: Monotonic? { due.min() }

    /// Whether one is due.
    func isDue(_ index: Int, at now: Monotonic) -> Bool { now >= due[index] }

    /// It was done; the next time is counted from its end, so that one that takes long does not follow itself.
    mutating func done(_ index: Int, at now: Monotonic) { due[index] = now.advanced(by: intervals[index]) }
}
