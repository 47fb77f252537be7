// SPDX-License-Identifier: Apache-2.0

/// A quantile out of a histogram's buckets, as Prometheus' `histogram_quantile` finds it.
enum TopQuantile {
    /// How many values were at most as high.
    struct Bucket: Hashable, Sendable {
        var upper: Double
        var count: Double
    }

    /// The value below which this part of all values lies; `nil` where nothing was measured, or the buckets have no end.
    ///
    /// Between a bucket's bounds it lies in proportion; what lies above the last bound is said to be at it.
    static func value(_ part: Double, of buckets: [Bucket]) -> Double? {
        let sorted = buckets.sorted { $0.upper < $1.upper }
        guard let last = sorted.last, last.upper == .infinity, last.count > 0, sorted.count > 1 else { return nil }
        let rank = part * last.count
        guard let index = sorted.firstIndex(where: { $0.count >= rank }) else { return nil }
        guard index < sorted.count - 1 else { return sorted[sorted.count - 2].upper }
        let lower = index == 0 ? 0 : sorted[index - 1].upper
        let below = index == 0 ? 0 : sorted[index - 1].count
        let inside = sorted[index].count - below
        guard inside > 0 else { return sorted[index].upper }
        return lower + (sorted[index].upper - lower) * (rank - below) / inside
    }
}
