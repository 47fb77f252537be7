// SPDX-License-Identifier: Apache-2.0

/// A page of metrics as somebody served it: Prometheus text format 0.0.4, read back.
///
/// What ``Exposition`` writes is read, and what others write. Nothing is taken of a page with a fault: half of a page would be numbers
/// that are wrong without a sign of it. Comments, help and types are skipped; a sample's time is checked and forgotten.
public struct MetricsText: Sendable {
    /// What a page may cost; each is tested at one less and one more.
    public struct Limits: Sendable {
        /// The longest page.
        public var bytes = 4 * 1024 * 1024
        /// The longest line.
        public var lineBytes = 16 * 1024
        /// The most samples.
        public var samples = 50_000
        /// The most labels of one sample.
        public var labels = 32

        /// The defaults.
        public init() {}
    }

    /// One line.
    public struct Sample: Sendable, Hashable {
        /// What is counted.
        public var name: String
        /// What tells it from its family's other samples.
        public var labels: [String: String]
        /// How much.
        public var value: Double
    }

    private let families: [String: [Sample]]
    /// How many samples there are.
    public let count: Int

    /// Reads a page.
    public init(_ bytes: Span<UInt8>, limits: Limits = Limits()) throws(MetricsTextError) {
        var reader = MetricsTextReader(bytes, limits)
        var families: [String: [Sample]] = [:]
        var count = 0
        while let sample = try reader.next() {
            guard count < limits.samples else { throw .tooManySamples }
            count += 1
            families[sample.name, default: []].append(sample)
        }
        (self.families, self.count) = (families, count)
    }

    /// All samples of a name, in the page's order.
    public subscript(_ name: String) -> [Sample] { families[name] ?? [] }

    /// The sum of a name's samples that have all of these labels; `nil` where there is none.
    public func sum(_ name: String, where labels: [String: String] = [:]) -> Double? {
        let values = self[name].filter { sample in labels.allSatisfy { sample.labels[$0.key] == $0.value } }.map(
            \.value)
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// A name's samples added up by one label.
    public func sums(_ name: String, by label: String) -> [String: Double] {
        self[name].reduce(into: [:]) { sums, sample in
            if let key = sample.labels[label] { sums[key, default: 0] += sample.value }
        }
    }
}
