// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Wire

/// An entry of the log of anchorings: how far each log was when it was anchored.
public struct AnchorRecord: Hashable, Sendable {
    /// A log, as far as it was.
    public struct LogHead: Hashable, Sendable {
        /// Whose log.
        public let log: String
        /// Size and root.
        public let head: TreeHead
    }

    /// The entry's number in the log of anchorings.
    public let index: UInt64
    /// The number that it was to have on the chain.
    public let sequence: UInt64
    /// The heads, in the entry's order.
    public let heads: [LogHead]

    /// How an object begins that is one, behind number and hash.
    private static let opening: StaticString = #""kind":"anchor","seq":"#

    /// Whether a line looks like one; cheap, for all lines of a log.
    static func isLikely(_ line: Span<UInt8>) -> Bool { TrailRemark.body(of: line, beginsWith: opening) }

    /// Reads a line without its line feed; `nil` if it is another entry.
    public init?(_ line: Span<UInt8>) {
        guard Self.isLikely(line), let place = TrailLine(line),
            var parser = try? JSONParser(maximumBytes: TrailLine.longest)
        else { return nil }
        let read = try? parser.withDocument(line) { document throws(JSONError) in try Self.read(document) }
        guard let (sequence, heads) = read ?? nil else { return nil }
        (index, self.sequence, self.heads) = (place.index, sequence, heads)
    }

    private static func read(_ document: borrowing JSONValue) throws(JSONError) -> (UInt64, [LogHead])? {
        guard let sequence = try document.member("seq")?.integer.flatMap(UInt64.init(exactly:)),
            let list = try document.member("heads"), list.kind == .array
        else { return nil }
        var heads: [LogHead] = []
        var walk = list.children
        while walk.advance() {
            guard let head = walk.value, head.kind == .object, let log = try head.member("log")?.string,
                let size = try head.member("size")?.integer.flatMap(UInt64.init(exactly:)),
                let root = try head.member("root")?.string, let hash = Bytes32(hex: root)
            else { return nil }
            let name = String(decoding: [UInt8](copying: log), as: UTF8.self)
            guard AuditTrailSettings.isLogName(name) else { return nil }
            heads.append(LogHead(log: name, head: TreeHead(size: size, root: hash)))
        }
        return (sequence, heads)
    }
}
