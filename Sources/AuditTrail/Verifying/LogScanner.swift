// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Reads all segments of one log, wherever they lie, and finds out how they belong together.
///
/// An entry's hash fixes everything before it. So the log is read from its end back: what goes before a segment is what has passed
/// through the position that the segment begins at, in whatever folder that is; anything else was left behind.
struct LogScanner {
    private struct Read {
        let file: SegmentFile
        let start: TrailPosition
        let end: TrailPosition
        let reading: SegmentReading
        /// Where the log stood where other segments begin.
        var passed: [UInt64: TrailPosition] = [:]
        var heads: [UInt64: TreeHead] = [:]
        var anchors: [AnchorRecord] = []
        var remarks: [TrailRemark] = []
        /// What the log was begun anew behind, where it says so and begins as such a log does.
        var lost: TreeHead?

        /// Whether the log stood at this head in it.
        func has(_ head: TreeHead) -> Bool {
            passed[head.size].flatMap { position in try? position.head() } == head
        }

        /// How many known roots it contradicts.
        func contradictions(of known: [UInt64: Bytes32]) -> Int {
            heads.values.count { head in known[head.size].map { $0 != head.root } ?? false }
        }
    }

    private let log: String
    private let wanted: Set<UInt64>
    private let known: [UInt64: Bytes32]
    private var reads: [Read] = []
    private var scan: LogScan

    /// Reads the segments of a log; `wanted` are sizes at which its head is asked for, `known` the roots that it has at some.
    static func scan(
        _ files: [SegmentFile], log: String, wanted: Set<UInt64> = [], known: [UInt64: Bytes32] = [:]
    ) throws(AuditTrailError) -> LogScan {
        var scanner = LogScanner(log: log, wanted: wanted, known: known)
        try scanner.read(files)
        scanner.order()
        return scanner.scan
    }

    private init(log: String, wanted: Set<UInt64>, known: [UInt64: Bytes32]) {
        (self.log, self.known) = (log, known)
        self.wanted = wanted.union(known.keys)
        scan = LogScan(log: log)
    }

    private mutating func read(_ files: [SegmentFile]) throws(AuditTrailError) {
        let starts = Set(files.compactMap { $0.header?.start.size })
        for file in files {
            let bytes = try TrailFolder(file.folder).bytes(of: file.name)
            let before = reads.last { $0.file.folder == file.folder }?.end
            let after = before.flatMap { $0.size == file.name.first ? $0 : nil }
            if bytes.isEmpty { continue }
            if file.header == nil {
                note(.header, file, first: file.name.first)
                // Without what is before it nothing of it can be read; a header that was torn has nothing behind it.
                guard after != nil || file.name.first == 0, bytes.contains(UInt8(ascii: "\n")) else { continue }
            } else if file.header?.start.size != file.name.first {
                note(.name, file, first: file.name.first)
            }
            let start = file.header?.start ?? after ?? TrailPosition()
            try read(bytes.span, of: file, from: start, starts)
        }
    }

    private mutating func read(
        _ bytes: Span<UInt8>, of file: SegmentFile, from start: TrailPosition, _ starts: Set<UInt64>
    ) throws(AuditTrailError) {
        var reader = try SegmentReader()
        var passed = [start.size: start]
        var heads: [UInt64: TreeHead] = [:]
        var anchors: [AnchorRecord] = []
        var remarks: [TrailRemark] = []
        var lost: TreeHead?
        if wanted.contains(start.size) { heads[start.size] = try start.head() }
        var failure: AuditTrailError?
        let wanted = wanted
        let reading = try reader.read(bytes, after: start) { line, position in
            if starts.contains(position.size) { passed[position.size] = copy position }
            if wanted.contains(position.size) {
                do throws(AuditTrailError) { heads[position.size] = try position.head() } catch { failure = error }
            }
            guard let place = line.place else { return }
            let text = bytes.extracting(place)
            lost = lost ?? RestartEntry(text).flatMap { $0.lost.size == start.size ? $0.lost : nil }
            if let anchor = AnchorRecord(text) { anchors.append(anchor) }
            if let remark = TrailRemark(text) { remarks.append(remark) }
        }
        if let failure { throw failure }
        if let head = lost {
            if head.size > 0, try TrailPosition.restart(after: head) == start {
                // Its tree up to there is made up; what it says is held to the chain.
                if wanted.contains(head.size) { heads[head.size] = head }
            } else {
                lost = nil
            }
        }
        reads.append(
            Read(
                file: file, start: start, end: reading.end, reading: reading, passed: passed, heads: heads,
                anchors: anchors, remarks: remarks, lost: lost))
    }

    /// From the end back.
    private mutating func order() {
        var left = Array(reads.indices)
        let fewest = reads.map { $0.contradictions(of: known) }.min() ?? 0
        let candidates = left.filter { reads[$0].contradictions(of: known) == fewest }
        guard var place = candidates.max(by: { isEarlierEnd($0, $1) }) else { return }
        scan.end = reads[place].end
        var upTo = scan.end.size
        while true {
            left.removeAll { $0 == place }
            add(reads[place], upTo: upTo)
            let start = reads[place].start
            guard start.size > 0, let next = before(start, of: place, among: left) else { break }
            (place, upTo) = (next, min(start.size, reads[next].end.size))
        }
        scan.parts.reverse()
        scan.anchors.sort { $0.index < $1.index }
        if scan.first > 0, scan.parts.first?.lost == nil {
            scan.findings.append(AuditFinding(.older, log: log, first: 0, count: scan.first))
        }
        for place in left where reads[place].end.size > reads[place].start.size {
            let read = reads[place]
            note(.aside, read.file, first: read.start.size, count: read.end.size - read.start.size)
        }
        scan.findings.sort { ($0.first, $0.code.rawValue) < ($1.first, $1.code.rawValue) }
    }

    private func isEarlierEnd(_ one: Int, _ other: Int) -> Bool {
        let (a, b) = (reads[one], reads[other])
        if a.end.size != b.end.size { return a.end.size < b.end.size }
        if (a.file.name.aside == nil) != (b.file.name.aside == nil) { return a.file.name.aside != nil }
        return a.start.size < b.start.size
    }

    /// What has passed through a position; else what comes next before it, and what is wrong about that.
    private mutating func before(_ start: TrailPosition, of place: Int, among left: [Int]) -> Int? {
        if let lost = reads[place].lost { return before(lost, of: place, among: left) }
        let fits = left.filter { reads[$0].passed[start.size] == start && reads[$0].start.size < start.size }
        if let found = fits.max(by: { isEarlierEnd($0, $1) }) { return found }
        let file = reads[place].file
        let others = left.filter { reads[$0].start.size < start.size && reads[$0].file.name.aside == nil }
        guard
            let nearest = others.max(by: { min(reads[$0].end.size, start.size) < min(reads[$1].end.size, start.size) })
        else { return nil }
        let end = reads[nearest].end.size
        if end < start.size {
            note(.gap, file, first: end, count: start.size - end)
        } else {
            note(.mismatch, file, first: start.size)
        }
        return nearest
    }

    /// What was before a log was begun anew, as far as it is here and nothing contradicts it.
    private mutating func before(_ lost: TreeHead, of place: Int, among left: [Int]) -> Int? {
        let others = left.filter {
            reads[$0].start.size < lost.size && reads[$0].contradictions(of: known) == 0
                && (reads[$0].end.size < lost.size || reads[$0].has(lost))
        }
        let nearest = others.max { min(reads[$0].end.size, lost.size) < min(reads[$1].end.size, lost.size) }
        let end = nearest.map { min(reads[$0].end.size, lost.size) } ?? 0
        note(.restarted, reads[place].file, first: end, count: lost.size - end)
        return nearest
    }

    private mutating func add(_ read: Read, upTo: UInt64) {
        scan.parts.append(LogScan.Part(file: read.file, start: read.start, upTo: upTo, lost: read.lost))
        scan.anchors += read.anchors.filter { $0.index < upTo }
        for (size, head) in read.heads where size <= upTo { scan.heads[size] = head }
        for damage in read.reading.damage where damage.first < upTo || damage.count == 0 {
            let isHeader = damage.offset == 0
            if isHeader { continue }
            note(
                damage.count > 0 ? .damaged : .stray, read.file, first: damage.first, count: damage.count,
                offset: damage.offset)
        }
        for remark in read.remarks where remark.index < upTo {
            let code: AuditFinding.Code
            switch remark.kind {
            case .dropped: code = .dropped
            case .repaired: code = .repaired
            case .broken: code = .broken
            case .forked: code = .forked
            }
            note(code, read.file, first: remark.index, count: remark.count)
        }
        if read.reading.torn > 0, upTo == read.end.size {
            note(
                .torn, read.file, first: read.end.size, count: UInt64(read.reading.torn), offset: read.reading.whole)
        }
    }

    private mutating func note(
        _ code: AuditFinding.Code, _ file: SegmentFile, first: UInt64, count: UInt64 = 0, offset: Int? = nil
    ) {
        scan.findings.append(
            AuditFinding(code, log: log, file: file.path, first: first, count: count, offset: offset))
    }
}
