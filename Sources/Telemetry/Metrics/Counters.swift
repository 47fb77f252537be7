// SPDX-License-Identifier: Apache-2.0

/// A counter for each element of a label set: they only go up.
///
/// Adding is one relaxed atomic instruction. Families that every request touches are made with a shard per loop,
/// and each loop adds in its own.
public final class Counters<Set: LabelSet>: Collector {
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
        self.family = Family(.counter, name, help, labels: labels)
        self.series = family.series(of: Set.self)
        self.cells = Cells(count: Set.cardinality, shards: shards)
    }

    /// Adds to one series.
    @inlinable
    public func add(_ amount: UInt64 = 1, to labels: Set, shard: Int = 0) {
        cells.add(amount, at: labels.ordinal(in: shape), shard: shard)
    }

    /// What one series counts to.
    public func value(of labels: Set) -> UInt64 { cells.sum(at: labels.ordinal(in: shape)) }

    /// The one family.
    public var families: [Family] { [family] }

    /// Writes every series.
    public func collect(into exposition: inout Exposition) {
        exposition.begin(family)
        for (index, pairs) in series.enumerated() { exposition.sample(pairs, .count(cells.sum(at: index))) }
    }
}

/// A counter without labels.
public typealias Counter = Counters<NoLabels>

extension Counters where Set == NoLabels {
    /// Adds.
    @inlinable public func add(_ amount: UInt64 = 1, shard: Int = 0) { cells.add(amount, at: 0, shard: shard) }

    /// What it counts to.
    public var value: UInt64 { cells.sum(at: 0) }
}
