// SPDX-License-Identifier: Apache-2.0

/// The name of a segment's file: the number of its first entry, in as many digits as the last can have.
///
/// The order of the names is that of the entries. A segment that was put aside, because the log went on from elsewhere, has a word
/// behind its number.
public struct SegmentName: Hashable, Sendable, Comparable {
    /// The number of the first entry.
    public let first: UInt64
    /// Which of those that were put aside under this number; `nil` for one that was not.
    public let aside: Int?

    private static let digits = 20
    private static let ending = ".jsonl"
    private static let word = ".forked-"

    /// Names a segment.
    public init(first: UInt64, aside: Int? = nil) {
        self.first = first
        self.aside = aside
    }

    /// Reads a file's name; `nil` if it is that of something else.
    public init?(_ name: String) {
        guard name.hasSuffix(Self.ending) else { return nil }
        let stem = name.dropLast(Self.ending.count)
        guard let first = UInt64(stem.prefix(Self.digits)) else { return nil }
        let rest = stem.dropFirst(Self.digits)
        let aside = rest.hasPrefix(Self.word) ? Int(rest.dropFirst(Self.word.count)) : nil
        self.init(first: first, aside: aside)
        // One text for each name.
        guard text == name else { return nil }
    }

    /// The file's name.
    public var text: String {
        let number = String(first)
        let zeros = String(repeating: "0", count: Self.digits - number.utf8.count)
        return zeros + number + (aside.map { "\(Self.word)\($0)" } ?? "") + Self.ending
    }

    /// Orders by the first entry.
    public static func < (a: Self, b: Self) -> Bool { (a.first, a.aside ?? -1) < (b.first, b.aside ?? -1) }
}
