// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// What the segments of one log say, put in order.
public struct LogScan: Sendable {
    /// A segment that is part of the log, up to where the next goes on.
    public struct Part: Hashable, Sendable {
        /// Where it lies.
        public let file: SegmentFile
        /// Where the log stood before it.
        public let start: TrailPosition
        /// How many entries the log has at its end, or where another goes on.
        public let upTo: UInt64
        /// The head behind which the log was begun anew here, if it was.
        public let lost: TreeHead?
    }

    /// Whose log it is.
    public let log: String
    /// Its segments, the oldest first.
    public internal(set) var parts: [Part] = []
    /// Where it stands.
    public internal(set) var end = TrailPosition()
    /// The heads at the sizes that were asked for, as far as they are here.
    public internal(set) var heads: [UInt64: TreeHead] = [:]
    /// What it was anchored with, if it is the log of anchorings.
    public internal(set) var anchors: [AnchorRecord] = []
    /// What is to be said about it.
    public internal(set) var findings: [AuditFinding] = []

    /// The number of the first entry that is here.
    public var first: UInt64 { parts.first?.start.size ?? 0 }

    /// The entries that are here, by the trees that they are in: more than one where the log was begun anew.
    var trees: [Range<UInt64>] {
        var trees: [Range<UInt64>] = []
        for part in parts {
            if part.lost == nil, let last = trees.popLast() {
                trees.append(last.lowerBound..<max(last.upperBound, part.upTo))
            } else {
                trees.append(part.start.size..<max(part.start.size, part.upTo))
            }
        }
        return trees
    }

    /// Whether the tree of `size` entries is one that the log says was lost when it was begun anew.
    func isLost(_ size: UInt64) -> Bool {
        parts.indices.contains { place in
            guard let lost = parts[place].lost, size < lost.size else { return false }
            return place == 0 || size > parts[place - 1].upTo
        }
    }

    /// Where the tree of `size` entries begins: behind what is not here any more, or where the log was begun anew.
    func start(of size: UInt64) -> TrailPosition? {
        (parts.last { $0.lost != nil && $0.start.size < size } ?? parts.first)?.start
    }

    /// Shows the entries of the tree of `size` entries, from the first that is here, each with the bytes that its place is in.
    func entries(
        upTo size: UInt64, _ body: (SegmentReading.Line, [UInt8]) throws(CryptoError) -> Void
    ) throws(AuditTrailError) {
        let first = start(of: size)?.size ?? 0
        for part in parts where part.start.size < size && part.start.size >= first {
            let bytes = try TrailFolder(part.file.folder).bytes(of: part.file.name)
            let limit = min(part.upTo, size)
            var failure: CryptoError?
            var reader = try SegmentReader()
            _ = try reader.read(bytes.span, after: part.start) { line, _ in
                guard line.index < limit, failure == nil else { return }
                do throws(CryptoError) { try body(line, bytes) } catch { failure = error }
            }
            if let failure { throw AuditTrailError(failure) }
        }
    }
}
