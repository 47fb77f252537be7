// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A histogram of durations for each element of a label set.
///
/// Observing is two relaxed atomic additions. The count is the sum of the buckets, so a scrape never shows a
/// count that its buckets contradict.
public final class Histograms<Set: LabelSet>: Collector {
    /// What it is.
    public let family: Family
    @usableFromInline let buckets: Buckets
    @usableFromInline let shape: Set.Shape
    @usableFromInline let cells: Cells
    /// Buckets, `+Inf` and sum.
    @usableFromInline let width: Int
    private let series: [[UInt8]]
    private let bounds: [[UInt8]]

    /// Makes the family; every series is empty.
    public init(
        _ name: StaticString, _ help: StaticString, labels: [StaticString] = [], by: Set.Type = Set.self,
        buckets: Buckets = .latency, shards: Int = 1
    ) {
        self.shape = Set.shape
        precondition(name.description.hasSuffix("_seconds"), "a duration's name ends in its unit")
        self.family = Family(.histogram, name, help, labels: labels)
        self.series = family.series(of: Set.self)
        self.buckets = buckets
        self.width = buckets.bounds.count + 2
        self.bounds = buckets.bounds.map(Exposition.seconds) + [Array("+Inf".utf8)]
        self.cells = Cells(count: Set.cardinality * width, shards: shards)
    }

    /// Takes one duration.
    @inlinable
    public func observe(nanoseconds: UInt64, for labels: Set, shard: Int = 0) {
        let row = labels.ordinal(in: shape) &* width
        cells.add(1, at: row &+ buckets.index(of: nanoseconds), shard: shard)
        cells.add(nanoseconds, at: row &+ width &- 1, shard: shard)
    }

    /// Takes the time from `start` to `end`.
    @inlinable
    public func observe(from start: Monotonic, to end: Monotonic, for labels: Set, shard: Int = 0) {
        observe(
            nanoseconds: end.nanoseconds > start.nanoseconds ? end.nanoseconds &- start.nanoseconds : 0, for: labels,
            shard: shard)
    }

    /// How many were taken.
    public func count(of labels: Set) -> UInt64 {
        let row = labels.ordinal(in: shape) * width
        return (row..<row + width - 1).reduce(0) { $0 &+ cells.sum(at: $1) }
    }

    /// The one family.
    public var families: [Family] { [family] }

    /// Writes every series.
    public func collect(into exposition: inout Exposition) {
        exposition.begin(family)
        for (index, pairs) in series.enumerated() {
            var total: UInt64 = 0
            for (bucket, bound) in bounds.enumerated() {
                total &+= cells.sum(at: index * width + bucket)
                exposition.sample(pairs, suffix: "_bucket", le: bound, .count(total))
            }
            exposition.sample(pairs, suffix: "_sum", .seconds(nanoseconds: cells.sum(at: index * width + width - 1)))
            exposition.sample(pairs, suffix: "_count", .count(total))
        }
    }
}

/// A histogram without labels.
public typealias Histogram = Histograms<NoLabels>

extension Histograms where Set == NoLabels {
    /// Takes one duration.
    @inlinable
    public func observe(nanoseconds: UInt64, shard: Int = 0) {
        observe(nanoseconds: nanoseconds, for: NoLabels(), shard: shard)
    }
}
