// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto
internal import Wire

/// What an entry of the log of anchorings says of the audit logs.
struct AnchoredHeads: Hashable, Sendable {
    /// Whether the log was begun anew with it.
    let isRestart: Bool
    /// How far the logs were, in the order of their names.
    let heads: [LogHead]
    /// Whether these are all that were known; entries of older versions name only those that answered.
    let isWhole: Bool

    /// Reads a line without its line feed; `nil` if the entry says nothing of them.
    init?(_ line: Span<UInt8>) {
        guard line.count <= TrailLine.longest, var parser = try? JSONParser(maximumBytes: TrailLine.longest) else {
            return nil
        }
        let read = try? parser.withDocument(line) { document throws(JSONError) in try Self.read(document) }
        guard let (isRestart, said, known) = read ?? nil else { return nil }
        let all = (said + (known ?? [])).sorted { $0.log < $1.log }
        guard all.count <= AnchorMemory.mostHeads, zip(all, all.dropFirst()).allSatisfy({ $0.log != $1.log }) else {
            return nil
        }
        (self.isRestart, heads, isWhole) = (isRestart, all, known != nil)
    }

    private static func read(_ entry: borrowing JSONValue) throws(JSONError) -> (Bool, [LogHead], [LogHead]?)? {
        let known = try heads(entry, "known")
        switch try entry.word("kind") {
        case "restart": return (true, [], known)
        case "anchor":
            guard let said = try heads(entry, "heads") else { return nil }
            return (false, said, known)
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
