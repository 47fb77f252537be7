// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// What follows `?`: few names, each once, and plain values; whatever else is there is refused.
struct APIQuery {
    private var values: [(name: String, value: String)] = []

    /// More than any query that is meant has.
    static let maximumBytes = 256

    /// Reads a query in which only these names may stand; `nil` where it is none.
    init?(_ query: Span<UInt8>, names: [String]) {
        guard query.count <= Self.maximumBytes else { return nil }
        guard !query.isEmpty else { return }
        let text = String(decoding: [UInt8](copying: query), as: UTF8.self)
        for part in text.split(separator: "&", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, names.contains(pair[0]), self[pair[0]] == nil,
                pair[1].utf8.allSatisfy(Self.isPlain), !pair[1].isEmpty
            else { return nil }
            values.append((pair[0], pair[1]))
        }
    }

    /// What was given under a name.
    subscript(name: String) -> String? { values.first { $0.name == name }?.value }

    /// A whole number in a range, or `fallback` if none was given; `nil` where it is no such number.
    func number(_ name: String, in range: ClosedRange<UInt64>, or fallback: UInt64) -> UInt64? {
        guard let text = self[name] else { return fallback }
        guard text.utf8.count <= 20, let number = UInt64(text), String(number) == text, range.contains(number) else {
            return nil
        }
        return number
    }

    /// Letters, digits, `-`, `_`, `.` and `~`, which nobody writes in two ways (RFC 3986 §2.3).
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || [0x2D, 0x5F, 0x2E, 0x7E].contains(byte)
    }
}
