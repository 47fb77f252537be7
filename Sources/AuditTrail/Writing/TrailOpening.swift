// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What a folder holds when a trail is opened, and what is done about it.
///
/// Only the last segment is read: it says where the log stood before it, so that older ones may be moved away.
struct TrailOpening {
    /// A segment that can be added to.
    struct Usable {
        let name: SegmentName
        let header: SegmentHeader
        let size: Int
        /// Bytes behind its last whole line.
        let torn: Int
        /// Whether it holds no entry.
        let isBare: Bool
    }

    /// Where the log stands.
    private(set) var position = TrailPosition()
    /// The segment to go on in; `nil` if one must be begun.
    private(set) var usable: Usable?
    /// What the trail is to say of itself.
    private(set) var entries: [TrailEntry] = []
    /// What the operator is to hear.
    private(set) var notices: [TrailNotice] = []
    private(set) var statistics = TrailStatistics()

    private let folder: TrailFolder
    private let log: String
    private let probe: UInt64?
    private var segments: [SegmentName]

    /// Looks at the folder; changes nothing but files that hold no entry, which it removes, and those of a log that went on elsewhere.
    init(_ settings: AuditTrailSettings, in folder: TrailFolder) throws(AuditTrailError) {
        self.folder = folder
        log = settings.log
        probe = settings.from?.size
        segments = try folder.segments()
        var probed: TrailPosition? = probe == 0 ? TrailPosition() : nil
        while let last = segments.last(where: { $0.aside == nil }) {
            let read = try reading(of: last)
            if read.whole == 0 {
                // The process ended while it began this segment: there was never an entry in it.
                try folder.remove(last)
                segments.removeAll { $0 == last }
                continue
            }
            take(read, of: last)
            probed = probed ?? read.probed
            break
        }
        guard let from = settings.from, from != position else { return }
        if position.size >= from.size, try known(from, probed) { return }
        try goOn(from: from)
    }

    /// Reads a segment; of one whose header is none, from where the one before it ends.
    private func reading(of name: SegmentName) throws(AuditTrailError) -> SegmentReading {
        let bytes = try folder.bytes(of: name)
        var reader = try SegmentReader(probe: probe)
        var known: TrailPosition? = name.first == 0 ? TrailPosition() : nil
        let span = bytes.span
        if known == nil, !Self.hasHeader(span),
            let before = segments.last(where: { $0.aside == nil && $0.first < name.first })
        {
            let end = try reading(of: before).end
            known = end.size == name.first ? end : nil
        }
        let read = try reader.read(span, after: known)
        if let header = read.header, header.log != log {
            throw AuditTrailError(.otherLog, "the folder holds the trail of another log")
        }
        return read
    }

    private static func hasHeader(_ bytes: Span<UInt8>) -> Bool {
        guard let end = bytes.indices.prefix(SegmentHeader.longest).first(where: { bytes[$0] == UInt8(ascii: "\n") })
        else { return false }
        return SegmentHeader(bytes.extracting(0..<end)) != nil
    }

    private mutating func take(_ read: SegmentReading, of name: SegmentName) {
        position = read.end
        guard read.damage.isEmpty, let header = read.header else {
            // Left as it is, torn tail and all: it is evidence.
            statistics.broken += 1
            let first = read.damage.first?.first ?? name.first
            let count = read.damage.reduce(0) { $0 + $1.count }
            entries.append(.broken(segment: name.text, first: first, count: count))
            notices.append(.broken(segment: name.text, first: first, count: count))
            return
        }
        let isBare = read.end.size == header.start.size
        usable = Usable(name: name, header: header, size: read.whole, torn: read.torn, isBare: isBare)
        guard read.torn > 0 else { return }
        statistics.repaired += UInt64(read.torn)
        entries.append(.repaired(segment: name.text, bytes: read.torn))
        notices.append(.repaired(bytes: read.torn))
    }

    /// Whether the log here has passed through `from`.
    private func known(_ from: TrailPosition, _ probed: TrailPosition?) throws(AuditTrailError) -> Bool {
        if let probed { return probed == from }
        guard let holder = segments.last(where: { $0.aside == nil && $0.first <= from.size }) else { return false }
        return try reading(of: holder).probed == from
    }

    /// Others have written since: what is here beyond `from` is not part of the log any more.
    private mutating func goOn(from: TrailPosition) throws(AuditTrailError) {
        if position.size >= from.size, position.size > 0 {
            entries.append(.forked(at: from.size))
            notices.append(.forked(at: from.size))
        }
        for name in segments where name.aside == nil && name.first >= from.size {
            segments.append(try folder.putAside(name, among: segments))
        }
        // The tail of what is left behind stays torn: nothing is added to it.
        entries.removeAll { if case .repaired = $0 { true } else { false } }
        notices.removeAll { if case .repaired = $0 { true } else { false } }
        statistics.repaired = 0
        (position, usable) = (from, nil)
    }
}
