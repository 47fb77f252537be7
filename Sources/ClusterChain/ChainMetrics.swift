// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// The chain's families; one snapshot feeds them all.
///
/// Where a file decides there are none of their samples.
public struct ChainMetrics: Collector {
    /// A family, and what it shows of a snapshot.
    struct Part: Sendable {
        let family: Family
        let samples: @Sendable (ChainSnapshot) -> [Observed.Sample]

        init(_ family: Family, _ samples: @escaping @Sendable (ChainSnapshot) -> [Observed.Sample]) {
            self.family = family
            self.samples = samples
        }
    }

    private static let parts = Part.copy + Part.following + Part.asking

    private let snapshot: @Sendable () -> ChainSnapshot?

    /// Takes where snapshots come from; called once per scrape.
    public init(snapshot: @escaping @Sendable () -> ChainSnapshot?) { self.snapshot = snapshot }

    /// All of them.
    public var families: [Family] { Self.parts.map(\.family) }

    /// Writes what one snapshot shows.
    public func collect(into exposition: inout Exposition) {
        let now = snapshot()
        for part in Self.parts { exposition.write(part.family, now.map { part.samples($0) } ?? []) }
    }
}
