// SPDX-License-Identifier: Apache-2.0

/// The query of a probe: `verbose`, and `exclude=name` any number of times.
///
/// Names are compared byte by byte, without percent-decoding, since none holds a byte that needs it. Other
/// parameters are ignored, as the apiserver does.
struct ProbeQuery {
    let isVerbose: Bool
    /// For each check, whether it was excluded.
    let isExcluded: [Bool]
    /// An `exclude` named no check.
    let isAnyUnknown: Bool

    init(_ query: Span<UInt8>, checks: [Readiness.Check]) {
        var isVerbose = false
        var isExcluded = [Bool](repeating: false, count: checks.count)
        var isAnyUnknown = false
        var start = 0
        while start < query.count {
            var end = start
            while end < query.count, query[end] != UInt8(ascii: "&") { end += 1 }
            let pair = query.extracting(start..<end)
            start = end + 1
            var split = 0
            while split < pair.count, pair[split] != UInt8(ascii: "=") { split += 1 }
            let name = pair.extracting(0..<split)
            let value = pair.extracting(min(split + 1, pair.count)..<pair.count)
            if Self.equals(name, "verbose") { isVerbose = true }
            guard Self.equals(name, "exclude") else { continue }
            if let index = checks.firstIndex(where: { Self.equals(value, $0.name) }) {
                isExcluded[index] = true
            } else {
                isAnyUnknown = true
            }
        }
        self.isVerbose = isVerbose
        self.isExcluded = isExcluded
        self.isAnyUnknown = isAnyUnknown
    }

    static func equals(_ bytes: Span<UInt8>, _ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { text in
            guard text.count == bytes.count else { return false }
            return bytes.indices.allSatisfy { unsafe bytes[$0] == text[$0] }
        }
    }
}
