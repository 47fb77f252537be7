// SPDX-License-Identifier: Apache-2.0

/// The name of a segment's file: the number of its first entry, in as many digits as the last can have.
///
/// The order of the names is that of the entries. A segment that was put aside has a word behind its number, which says why.
public struct SegmentName: Hashable, Sendable, Comparable {
    /// Why a segment was put aside; closed.
    public enum Reason: String, Sendable, CaseIterable {
        /// The log went on from elsewhere.
        case forked
        /// Nothing in it can be read, and the log goes on under its number.
        case broken
    }

    /// What tells a segment that was put aside from those of the same number.
    public struct Aside: Hashable, Sendable {
        /// Why.
        public let reason: Reason
        /// Which of them.
        public let number: Int

        /// Puts one together.
        public init(_ reason: Reason, _ number: Int) { (self.reason, self.number) = (reason, number) }

        /// Reads `.forked-1`; `nil` if it is something else.
        fileprivate init?(_ text: Substring) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].hasPrefix("."),
                let reason = Reason(rawValue: String(parts[0].dropFirst())),
                let number = Int(parts[1])
            else { return nil }
            self.init(reason, number)
        }

        fileprivate var text: String { ".\(reason.rawValue)-\(number)" }
    }

    /// The number of the first entry.
    public let first: UInt64
    /// What it was put aside as; `nil` for one that was not.
    public let aside: Aside?

    private static let digits = 20
    private static let ending = ".jsonl"

    /// Names a segment.
    public init(first: UInt64, aside: Aside? = nil) {
        self.first = first
        self.aside = aside
    }

    /// Reads a file's name; `nil` if it is that of something else.
    public init?(_ name: String) {
        guard name.hasSuffix(Self.ending) else { return nil }
        let stem = name.dropLast(Self.ending.count)
        guard let first = UInt64(stem.prefix(Self.digits)) else { return nil }
        self.init(first: first, aside: Aside(stem.dropFirst(Self.digits)))
        // One text for each name.
        guard text == name else { return nil }
    }

    /// The file's name.
    public var text: String {
        let number = String(first)
        let zeros = String(repeating: "0", count: Self.digits - number.utf8.count)
        return zeros + number + (aside?.text ?? "") + Self.ending
    }

    /// Orders by the first entry; what was put aside comes behind what was not.
    public static func < (a: Self, b: Self) -> Bool {
        (a.first, a.aside?.number ?? -1, a.aside?.reason.rawValue ?? "")
            < (b.first, b.aside?.number ?? -1, b.aside?.reason.rawValue ?? "")
    }
}
