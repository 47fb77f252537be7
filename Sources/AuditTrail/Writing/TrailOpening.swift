// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What a folder holds when a trail is opened, and what is done about it.
///
/// Only the last segment is read: it says where the log stood before it, so that older ones may be moved away. What is not as it was
/// written stays, whatever it is: only what a crash leaves of a header, or of a line behind the last, is taken away.
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
    private let from: TrailPosition?
    private var segments: [SegmentName]

    /// Looks at the folder; removes headers that were not finished, and puts aside files whose numbers the log needs: those of a log that
    /// went on elsewhere, and one in which nothing can be read.
    init(_ settings: AuditTrailSettings, in folder: TrailFolder) throws(AuditTrailError) {
        self.folder = folder
        log = settings.log
        from = settings.from
        segments = try folder.segments()
        var probed: TrailPosition? = from?.size == 0 ? TrailPosition() : nil
        while let last = segments.last(where: { $0.aside == nil }) {
            let bytes = try folder.bytes(of: last)
            if SegmentHeader.isUnfinished(bytes.span, log: log, first: last.first) {
                // The process ended while it began this segment: there was never an entry in it.
                if from == nil, try start(of: last) == nil { throw Self.unknown }
                try folder.remove(last)
                segments.removeAll { $0 == last }
                continue
            }
            let read = try reading(of: last, bytes.span)
            try take(read, of: last, bytes.span)
            probed = probed ?? read.probed
            break
        }
        guard let from = settings.from, from != position else { return }
        if position.size >= from.size, try known(from, probed) { return }
        try goOn(from: from)
    }

    /// A log whose tree is not known can only be begun anew, which is for the operator to decide.
    private static let unknown = AuditTrailError(
        .unreadable,
        "the newest segment does not say where it begins, and none ends there: bring the one before it back")

    /// Where the log stood when a segment was begun, as its name and the segment before it say; `nil` if they do not.
    private func start(of name: SegmentName) throws(AuditTrailError) -> TrailPosition? {
        guard name.first > 0 else { return TrailPosition() }
        guard let before = segments.last(where: { $0.aside == nil && $0.first < name.first }) else { return nil }
        let bytes = try folder.bytes(of: before)
        let end = try reading(of: before, bytes.span).end
        return end.size == name.first ? end : nil
    }

    /// Reads a segment; of one whose header is none, from where the one before it ends.
    private func reading(of name: SegmentName, _ bytes: Span<UInt8>) throws(AuditTrailError) -> SegmentReading {
        var reader = try SegmentReader(probe: from?.size)
        var known: TrailPosition?
        if !Self.hasHeader(bytes) {
            known = try start(of: name)
            if known == nil { throw Self.unknown }
        }
        let read = try reader.read(bytes, after: known)
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

    private mutating func take(
        _ read: SegmentReading, of name: SegmentName, _ bytes: Span<UInt8>
    ) throws(AuditTrailError) {
        position = read.end
        let tail = bytes.extracting(droppingFirst: read.whole)
        guard read.damage.isEmpty, let header = read.header, TrailLine.isUnfinished(tail, behind: read.end) else {
            return try leave(read, name)
        }
        let isBare = read.end.size == header.start.size
        usable = Usable(name: name, header: header, size: read.whole, torn: read.torn, isBare: isBare)
        guard read.torn > 0 else { return }
        statistics.repaired += UInt64(read.torn)
        entries.append(.repaired(segment: name.text, bytes: read.torn))
        notices.append(.repaired(bytes: read.torn))
    }

    /// Leaves a damaged segment as it is, tail and all: it is evidence.
    private mutating func leave(_ read: SegmentReading, _ name: SegmentName) throws(AuditTrailError) {
        var kept = name
        if position.size == name.first {
            // Nothing says which entries were in it, and the log goes on in a file of this name.
            kept = try folder.putAside(name, as: .broken, among: segments)
            segments = segments.map { $0 == name ? kept : $0 }
        }
        statistics.broken += 1
        let first = read.damage.first?.first ?? position.size
        let count = read.damage.reduce(0) { $0 + $1.count }
        entries.append(.broken(segment: kept.text, first: first, count: count))
        notices.append(.broken(segment: kept.text, first: first, count: count))
    }

    /// Whether the log here has passed through `from`.
    private func known(_ from: TrailPosition, _ probed: TrailPosition?) throws(AuditTrailError) -> Bool {
        if let probed { return probed == from }
        guard let holder = segments.last(where: { $0.aside == nil && $0.first <= from.size }) else { return false }
        let bytes = try folder.bytes(of: holder)
        return try reading(of: holder, bytes.span).probed == from
    }

    /// Others have written since: what is here beyond `from` is not part of the log any more.
    private mutating func goOn(from: TrailPosition) throws(AuditTrailError) {
        if position.size >= from.size, position.size > 0 {
            entries.append(.forked(at: from.size))
            notices.append(.forked(at: from.size))
        }
        for name in segments where name.aside == nil && name.first >= from.size {
            segments.append(try folder.putAside(name, as: .forked, among: segments))
        }
        // The tail of what is left behind stays torn: nothing is added to it.
        entries.removeAll { if case .repaired = $0 { true } else { false } }
        notices.removeAll { if case .repaired = $0 { true } else { false } }
        statistics.repaired = 0
        (position, usable) = (from, nil)
    }
}
