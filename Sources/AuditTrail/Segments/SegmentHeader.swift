// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
public import Kernel
internal import Wire

/// The first line of a segment: whose it is, and what comes before it.
///
/// It is no entry: all in it but the time follows from what comes before, and is held to that where it is still there.
public struct SegmentHeader: Hashable, Sendable {
    /// Whose log it is.
    public let log: String
    /// Where the log stood.
    public let start: TrailPosition
    /// When the segment was begun.
    public let began: WallTime

    /// What a segment of this layout says of itself.
    static let format: StaticString = "k3s-daas/audit-log/v1"
    /// The longest header: 64 roots of 67 bytes, a name, and what stands around them.
    public static let longest = 8 << 10

    /// Puts one together; `began` is kept to the second.
    public init(log: String, start: TrailPosition, began: WallTime) {
        self.log = log
        self.start = start
        self.began = WallTime(seconds: began.seconds)
    }

    /// Appends the line, with its line feed.
    func append(to line: inout ByteBuffer) {
        Self.open(log, first: start.size, &line)
        line.append(start.last.hex)
        line.append(#"","frontier":["#)
        for (place, root) in start.frontier.roots.enumerated() {
            line.append(place == 0 ? "\"" : ",\"")
            line.append(root.hex)
            line.append(UInt8(ascii: "\""))
        }
        line.append(#"],"began":""#)
        line.append(RFC3339.write(began))
        line.append("\"}\n")
    }

    /// As much of the line as the file's name and the log's say.
    private static func open(_ log: String, first: UInt64, _ line: inout ByteBuffer) {
        line.append(#"{"segment":""#)
        line.append(format)
        line.append(#"","log":"#)
        line.append(json: log)
        line.append(#","first":"#)
        line.append(decimal: UInt(first))
        line.append(#","prev":""#)
    }

    /// Whether a file's bytes are no more than what is left of a header that was being written.
    static func isUnfinished(_ bytes: Span<UInt8>, log: String, first: UInt64) -> Bool {
        guard bytes.count <= longest, bytes.firstIndex(of: UInt8(ascii: "\n")) == nil else { return false }
        var opening = ByteBuffer()
        open(log, first: first, &opening)
        return (0..<min(bytes.count, opening.count)).allSatisfy { opening.span[$0] == bytes[$0] }
    }

    /// Whether a file holds nothing but this header, whenever it was begun, or what is left of it.
    func isAll(of bytes: Span<UInt8>) -> Bool {
        if Self.isUnfinished(bytes, log: log, first: start.size) { return true }
        let end = bytes.count - 1
        guard bytes.firstIndex(of: UInt8(ascii: "\n")) == end, let header = Self(bytes.extracting(first: end)) else {
            return false
        }
        return header.log == log && header.start == start
    }

    /// Reads a line without its line feed; `nil` if it is none of ours.
    init?(_ line: Span<UInt8>) {
        guard line.count <= Self.longest, var parser = try? JSONParser(maximumBytes: Self.longest) else { return nil }
        let read = try? parser.withDocument(line) { document throws(JSONError) in try Self.read(document) }
        guard let header = read ?? nil else { return nil }
        self = header
        // One text for each header, so that nothing can hide in it.
        var text = ByteBuffer()
        append(to: &text)
        guard text.count == line.count + 1, line.indices.allSatisfy({ text.span[$0] == line[$0] }) else { return nil }
    }

    private static func read(_ document: borrowing JSONValue) throws(JSONError) -> SegmentHeader? {
        guard document.kind == .object, let format = try document.member("segment"), format.equals(Self.format),
            let name = try document.member("log")?.string, let size = try document.member("first"),
            let first = size.integer.flatMap(UInt64.init(exactly:)),
            let previous = try document.member("prev")?.string, let last = Bytes32(hex: previous),
            let frontier = try document.member("frontier"), frontier.kind == .array,
            let time = try document.member("began")?.string
        else { return nil }
        var roots: [Bytes32] = []
        var walk = frontier.children
        while walk.advance() {
            guard let text = walk.value?.string, let root = Bytes32(hex: text) else { return nil }
            roots.append(root)
        }
        let log = Self.text(name)
        guard let tree = MerkleFrontier(size: first, roots: roots), AuditTrailSettings.isLogName(log),
            let began = RFC3339.read(Self.text(time))
        else { return nil }
        return SegmentHeader(log: log, start: TrailPosition(frontier: tree, last: last), began: began)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    }
}
