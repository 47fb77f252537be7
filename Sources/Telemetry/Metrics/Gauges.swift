// SPDX-License-Identifier: Apache-2.0

/// A number that goes up and down for each element of a label set.
public final class Gauges<Set: LabelSet>: Collector {
    /// What it is.
    public let family: Family
    @usableFromInline let shape: Set.Shape
    @usableFromInline let cells: Cells
    private let series: [[UInt8]]

    /// Makes the family; every series is 0.
    public init(_ name: StaticString, _ help: StaticString, labels: [StaticString] = [], by: Set.Type = Set.self) {
        self.shape = Set.shape
        self.family = Family(.gauge, name, help, labels: labels)
        self.series = family.series(of: Set.self)
        self.cells = Cells(count: Set.cardinality, shards: 1)
    }

    /// Replaces one series' number.
    @inlinable
    public func set(_ value: Int64, for labels: Set) {
        cells.set(UInt64(bitPattern: value), at: labels.ordinal(in: shape))
    }

    /// Moves one series' number.
    @inlinable
    public func add(_ amount: Int64, to labels: Set) {
        cells.add(UInt64(bitPattern: amount), at: labels.ordinal(in: shape), shard: 0)
    }

    /// One series' number.
    public func value(of labels: Set) -> Int64 { Int64(bitPattern: cells.sum(at: labels.ordinal(in: shape))) }

    /// The one family.
    public var families: [Family] { [family] }

    /// Writes every series.
    public func collect(into exposition: inout Exposition) {
        exposition.begin(family)
        for (index, pairs) in series.enumerated() {
            exposition.sample(pairs, .integer(Int64(bitPattern: cells.sum(at: index))))
        }
    }
}

/// A gauge without labels.
public typealias Gauge = Gauges<NoLabels>

extension Gauges where Set == NoLabels {
    /// Replaces the number.
    @inlinable public func set(_ value: Int64) { cells.set(UInt64(bitPattern: value), at: 0) }

    /// Moves the number.
    @inlinable public func add(_ amount: Int64) { cells.add(UInt64(bitPattern: amount), at: 0, shard: 0) }

    /// The number.
    public var value: Int64 { Int64(bitPattern: cells.sum(at: 0)) }
}

/// How many of something have begun and not ended, for each element of a label set.
///
/// Sharded like ``Counters``, which a ``Gauges`` cannot be: what begins in one shard may end in another, and
/// only the sum is meant.
public final class InFlight<Set: LabelSet>: Collector {
    /// What it is.
    public let family: Family
    @usableFromInline let shape: Set.Shape
    @usableFromInline let cells: Cells
    private let series: [[UInt8]]

    /// Makes the family; every series is 0.
    public init(
        _ name: StaticString, _ help: StaticString, labels: [StaticString] = [], by: Set.Type = Set.self,
        shards: Int = 1
    ) {
        self.shape = Set.shape
        self.family = Family(.gauge, name, help, labels: labels)
        self.series = family.series(of: Set.self)
        self.cells = Cells(count: Set.cardinality, shards: shards)
    }

    /// One more.
    @inlinable public func begin(_ labels: Set, shard: Int = 0) {
        cells.add(1, at: labels.ordinal(in: shape), shard: shard)
    }

    /// One less.
    @inlinable public func end(_ labels: Set, shard: Int = 0) {
        cells.add(.max, at: labels.ordinal(in: shape), shard: shard)
    }

    /// How many there are.
    public func value(of labels: Set) -> Int64 { Int64(bitPattern: cells.sum(at: labels.ordinal(in: shape))) }

    /// The one family.
    public var families: [Family] { [family] }

    /// Writes every series.
    public func collect(into exposition: inout Exposition) {
        exposition.begin(family)
        for (index, pairs) in series.enumerated() {
            // The sum is not taken at one moment: an end may be seen without its begin.
            exposition.sample(pairs, .integer(max(0, Int64(bitPattern: cells.sum(at: index)))))
        }
    }
}
