// SPDX-License-Identifier: Apache-2.0
public import Bytes
internal import Crypto
public import Kernel
internal import Wire

/// The first entry of a log that was begun anew: the head behind which nobody could go on.
public struct RestartEntry: Hashable, Sendable {
    /// What was lost, as it is on the chain.
    public let lost: TreeHead

    /// How an object begins that is one, behind number and hash.
    private static let opening: StaticString = #""kind":"restart","ts":"#

    /// Names what was lost.
    public init(lost: TreeHead) { self.lost = lost }

    /// The entry, with its line feed.
    public func line(at time: WallTime) -> ByteBuffer {
        var line = ByteBuffer(capacity: 192)
        line.append(#"{"kind":"restart","ts":""#)
        line.append(RFC3339.write(time))
        line.append(#"","size":"#)
        line.append(decimal: UInt(lost.size))
        line.append(#","root":""#)
        line.append(lost.root.hex)
        line.append("\"}\n")
        return line
    }

    /// Whether a line looks like one; cheap, for all lines of a log.
    static func isLikely(_ line: Span<UInt8>) -> Bool { TrailRemark.body(of: line, beginsWith: opening) }

    /// Reads a line without its line feed; `nil` if it is another entry.
    init?(_ line: Span<UInt8>) {
        guard Self.isLikely(line),
            var parser = try? JSONParser(maximumBytes: TrailLine.longest)
        else { return nil }
        let read = try? parser.withDocument(line) { document throws(JSONError) -> TreeHead? in
            guard let size = try document.member("size")?.integer.flatMap(UInt64.init(exactly:)),
                let root = try document.member("root")?.string, let hash = Bytes32(hex: root)
            else { return nil }
            return TreeHead(size: size, root: hash)
        }
        guard let lost = read ?? nil else { return nil }
        self.init(lost: lost)
    }
}
