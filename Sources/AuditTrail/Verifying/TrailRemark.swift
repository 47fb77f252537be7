// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What a trail said of itself, read back from its entry.
public struct TrailRemark: Hashable, Sendable {
    /// What it was; closed.
    public enum Kind: String, Sendable, CaseIterable {
        case dropped, repaired, broken, forked

        /// How an object of this kind begins, behind number and hash.
        fileprivate var opening: StaticString {
            switch self {
            case .dropped: #""kind":"dropped","ts":"#
            case .repaired: #""kind":"repaired","ts":"#
            case .broken: #""kind":"broken","ts":"#
            case .forked: #""kind":"forked","ts":"#
            }
        }
    }

    /// The entry's number.
    public let index: UInt64
    /// What it was.
    public let kind: Kind
    /// How many lines or entries, where that is said.
    public let count: UInt64

    /// Reads a line without its line feed; `nil` if it is another entry.
    init?(_ line: Span<UInt8>) {
        guard let kind = Kind.allCases.first(where: { Self.body(of: line, beginsWith: $0.opening) }),
            let place = TrailLine(line), var parser = try? JSONParser(maximumBytes: TrailLine.longest)
        else { return nil }
        let count = try? parser.withDocument(line) { document throws(JSONError) in
            try document.member("count")?.integer.flatMap(UInt64.init(exactly:)) ?? 0
        }
        (index, self.kind, self.count) = (place.index, kind, count ?? 0)
    }

    /// Whether the object that was given for a line begins so.
    static func body(of line: Span<UInt8>, beginsWith text: StaticString) -> Bool {
        // `{"n":`, up to 20 digits, `,"prev":"`, 64 digits, `",`.
        var at = 5
        while at < min(line.count, 26), line[at] != UInt8(ascii: ",") { at += 1 }
        at += 9 + 64 + 2
        guard line.count - at >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { bytes in bytes.indices.allSatisfy { unsafe bytes[$0] == line[at + $0] } }
    }
}
