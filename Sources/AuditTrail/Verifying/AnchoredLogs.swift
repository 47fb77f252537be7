// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// The logs in some folders, beside what was anchored of them, and that beside what the chain has.
public struct AnchoredLogs: Sendable {
    /// The log of anchorings; `nil` if none of the folders has one.
    public private(set) var anchors: LogScan?
    /// The others, by their names.
    public private(set) var logs: [LogScan] = []
    /// All that is to be said.
    public private(set) var findings: [AuditFinding] = []

    /// How the log of anchorings is called in findings.
    public static let anchorsName = "anchors"

    /// Whether anything is not as it was written.
    public var isSound: Bool { !findings.contains { $0.code.isFault } }

    /// Reads the folders.
    ///
    /// `roots` are those on the chain; `nil` where the chain is not asked.
    public static func read(
        _ folders: [String], roots: [TreeHead]?
    ) throws(AuditTrailError) -> AnchoredLogs {
        var anchoring: [SegmentFile] = []
        var others: [String: [SegmentFile]] = [:]
        for folder in folders {
            let files = try SegmentFile.all(in: folder)
            if files.contains(where: \.isAnchors) {
                anchoring += files
            } else {
                // A segment whose header cannot be read is of the log that the folder is of.
                guard let log = files.compactMap({ $0.header?.log }).first else {
                    if files.isEmpty { continue }
                    throw AuditTrailError(.unreadable, "no segment says whose log it is")
                }
                others[log, default: []] += files
            }
        }
        var all = AnchoredLogs()
        if !anchoring.isEmpty {
            let known = Dictionary((roots ?? []).map { ($0.size, $0.root) }) { first, _ in first }
            all.anchors = try LogScanner.scan(anchoring, log: anchorsName, known: known)
        }
        let wanted = all.sizes
        for (log, files) in others.sorted(by: { $0.key < $1.key }) {
            all.logs.append(try LogScanner.scan(files, log: log, wanted: wanted[log] ?? []))
        }
        all.judge(roots)
        return all
    }

    /// The sizes at which each log was anchored.
    private var sizes: [String: Set<UInt64>] {
        var sizes: [String: Set<UInt64>] = [:]
        for record in anchors?.anchors ?? [] {
            for head in record.heads { sizes[head.log, default: []].insert(head.head.size) }
        }
        return sizes
    }

    private mutating func judge(_ roots: [TreeHead]?) {
        findings = (anchors?.findings ?? []) + logs.flatMap(\.findings)
        if let anchors { judge(anchors, roots ?? []) }
        let last = Dictionary(
            (anchors?.anchors ?? []).flatMap(\.heads).map { ($0.log, $0.head.size) }
        ) { max($0, $1) }
        for (log, size) in last.sorted(by: { $0.key < $1.key }) where !logs.contains(where: { $0.log == log }) {
            findings.append(AuditFinding(.absent, log: log, first: 0, count: size))
        }
        for scan in logs { judge(scan, last[scan.log]) }
    }

    /// The log of anchorings beside the chain.
    private mutating func judge(_ anchors: LogScan, _ roots: [TreeHead]) {
        // Several roots may be over as many entries; each of them is looked at.
        for root in roots.sorted(by: { $0.size < $1.size }) {
            if let head = anchors.heads[root.size], head != root {
                findings.append(AuditFinding(.root, log: anchors.log, first: root.size))
            }
        }
        guard let last = roots.map(\.size).max() else { return }
        if last > anchors.end.size {
            findings.append(
                AuditFinding(.shrunk, log: anchors.log, first: anchors.end.size, count: last - anchors.end.size))
        } else if last < anchors.end.size {
            findings.append(
                AuditFinding(.unanchored, log: anchors.log, first: last, count: anchors.end.size - last))
        }
    }

    /// A log beside what was anchored of it.
    private mutating func judge(_ scan: LogScan, _ last: UInt64?) {
        var seen: Set<TreeHead> = []
        for record in anchors?.anchors ?? [] {
            for said in record.heads where said.log == scan.log {
                // A log that stands still is anchored again and again.
                guard let head = scan.heads[said.head.size], head != said.head, seen.insert(said.head).inserted else {
                    continue
                }
                findings.append(AuditFinding(.head, log: scan.log, first: said.head.size, count: record.sequence))
            }
        }
        guard let last else { return }
        if last > scan.end.size {
            findings.append(AuditFinding(.shrunk, log: scan.log, first: scan.end.size, count: last - scan.end.size))
        } else if last < scan.end.size {
            findings.append(AuditFinding(.unanchored, log: scan.log, first: last, count: scan.end.size - last))
        }
    }
}
