// SPDX-License-Identifier: Apache-2.0

/// A family whose numbers live elsewhere and are asked for at each scrape.
public struct Observed: Collector {
    /// One number with its labels.
    public struct Sample: Sendable {
        /// The label values, in the order of the family's labels.
        public let labels: [String]
        /// The number.
        public let value: MetricValue

        /// Makes a sample.
        public init(_ value: MetricValue, labels: [String] = []) {
            self.value = value
            self.labels = labels
        }
    }

    /// What it is.
    public let family: Family
    private let read: @Sendable () -> [Sample]

    /// Declares a family and where its samples come from.
    ///
    /// `read` must be quick and must not block. The set of its labels must be bounded by configuration: listener
    /// names are, user names are not. No sample means that the number is not known.
    public init(_ family: Family, read: @escaping @Sendable () -> [Sample]) {
        precondition(family.kind != .histogram, "a histogram is never observed from elsewhere")
        self.family = family
        self.read = read
    }

    /// A gauge without labels; `nil` leaves it out of the scrape.
    public static func gauge(
        _ name: StaticString, _ help: StaticString, read: @escaping @Sendable () -> MetricValue?
    ) -> Observed {
        Observed(Family(.gauge, name, help)) { read().map { [Sample($0)] } ?? [] }
    }

    /// A counter without labels; `nil` leaves it out of the scrape.
    public static func counter(
        _ name: StaticString, _ help: StaticString, read: @escaping @Sendable () -> MetricValue?
    ) -> Observed {
        Observed(Family(.counter, name, help)) { read().map { [Sample($0)] } ?? [] }
    }

    /// The one family.
    public var families: [Family] { [family] }

    /// Asks and writes.
    public func collect(into exposition: inout Exposition) { exposition.write(family, read()) }
}

extension Exposition {
    /// Writes a family with its samples.
    public mutating func write(_ family: Family, _ samples: [Observed.Sample]) {
        begin(family)
        for sample in samples { self.sample(family.pairs(sample.labels), sample.value) }
    }
}
