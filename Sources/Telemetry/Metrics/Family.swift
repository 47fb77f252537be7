// SPDX-License-Identifier: Apache-2.0

/// What stands above the samples of one metric: name, help, type, and the names of its labels.
public struct Family: Sendable {
    /// The types of the text format that we use.
    public enum Kind: Sendable {
        case counter, gauge, histogram

        var name: StaticString {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// The metric's name.
    public let name: StaticString
    /// One sentence for people.
    public let help: StaticString
    /// What the numbers mean.
    public let kind: Kind
    /// The label names, in order.
    public let labels: [StaticString]

    /// Declares a metric.
    ///
    /// Names are literals, so a bad one is our own mistake and ends the program at its start: a counter ends in
    /// `_total`, names are `[a-z_][a-z0-9_]*`, and `le` is the histogram's own.
    public init(_ kind: Kind, _ name: StaticString, _ help: StaticString, labels: [StaticString] = []) {
        precondition(Self.isName(name) && labels.allSatisfy(Self.isName), "a metric or label name is not snake_case")
        precondition(!labels.contains { $0.description == "le" || $0.description.hasPrefix("__") }, "a reserved label")
        precondition(Set(labels.map(\.description)).count == labels.count, "a label name occurs twice")
        precondition(
            (kind == .counter) == name.description.hasSuffix("_total"), "counters, and only they, end in _total")
        self.kind = kind
        self.name = name
        self.help = help
        self.labels = labels
    }

    /// `a="b",c="d"` for these values: escaped as the text format asks.
    func pairs(_ values: [String]) -> [UInt8] {
        precondition(values.count == labels.count, "a sample has other labels than its family")
        var text: [UInt8] = []
        for (label, value) in zip(labels, values) {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            text += Array(label.description.utf8) + Array("=\"".utf8)
            for byte in value.utf8 {
                switch byte {
                case UInt8(ascii: "\\"): text += Array(#"\\"#.utf8)
                case UInt8(ascii: "\""): text += Array(#"\""#.utf8)
                case UInt8(ascii: "\n"): text += Array(#"\n"#.utf8)
                default: text.append(byte)
                }
            }
            text.append(UInt8(ascii: "\""))
        }
        return text
    }

    /// The pairs of every element of a label set.
    func series<Set: LabelSet>(of: Set.Type) -> [[UInt8]] {
        precondition(labels.count == Set.arity, "a family has other labels than its label set")
        return (0..<Set.cardinality).map { pairs(Set.values(at: $0)) }
    }

    private static func isName(_ name: StaticString) -> Bool {
        let bytes = Array(name.description.utf8)
        guard let first = bytes.first, first == 0x5F || (0x61...0x7A).contains(first) else { return false }
        return bytes.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}
