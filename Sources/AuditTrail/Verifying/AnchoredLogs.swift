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
        all.findings = LogJudgement(anchors: all.anchors, logs: all.logs, roots: roots).findings
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
}
