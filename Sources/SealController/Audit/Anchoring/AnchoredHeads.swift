// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto
internal import Wire

/// What an entry of the log of anchorings says of the audit logs.
struct AnchoredHeads: Hashable, Sendable {
    /// Whether the log was begun anew with it.
    let isRestart: Bool
    /// How far the logs were.
    let heads: [LogHead]

    /// Reads a line without its line feed; `nil` if the entry says nothing of them.
    init?(_ line: Span<UInt8>) {
        guard line.count <= TrailLine.longest, var parser = try? JSONParser(maximumBytes: TrailLine.longest) else {
            return nil
        }
        let read = try? parser.withDocument(line) { document throws(JSONError) in try Self.read(document) }
        guard let (isRestart, heads) = read ?? nil else { return nil }
        (self.isRestart, self.heads) = (isRestart, heads)
    }

    private static func read(_ entry: borrowing JSONValue) throws(JSONError) -> (Bool, [LogHead])? {
        switch try entry.word("kind") {
        case "restart": return (true, [])
        case "anchor":
            guard let heads = try heads(entry, "heads") else { return nil }
            return (false, heads)
        default: return nil
        }
    }

    private static func heads(_ entry: borrowing JSONValue, _ key: StaticString) throws(JSONError) -> [LogHead]? {
        guard let list = try entry.member(key), list.kind == .array else { return nil }
        var heads: [LogHead] = []
        var walk = list.children
        while walk.advance() {
            guard let value = walk.value, value.kind == .object, let head = try LogHead(value) else { return nil }
            heads.append(head)
        }
        return heads
    }
}
