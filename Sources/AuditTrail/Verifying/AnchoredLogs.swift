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

    /// Whether nothing is known not to be as it was written; there may be doubts.
    public var isSound: Bool { count(of: .fault) == 0 }

    /// How many findings weigh so much.
    public func count(of weight: AuditFinding.Weight) -> Int { findings.count { $0.code.weight == weight } }

    /// Reads the folders.
    ///
    /// `roots` are those on the chain; `nil` where the chain is not asked. Logs in `excluded` need not be there.
    public static func read(
        _ folders: [String], roots: [TreeHead]?, without excluded: Set<String> = []
    ) throws(AuditTrailError) -> AnchoredLogs {
        var all = AnchoredLogs()
        var anchoring: [SegmentFile] = []
        var others: [String: [SegmentFile]] = [:]
        for folder in folders {
            let files = try SegmentFile.all(in: folder)
            if files.contains(where: \.isAnchors) {
                anchoring += files
            } else {
                // A segment whose header cannot be read is of the log that the folder is of.
                guard let log = files.compactMap({ $0.header?.log }).first else {
                    guard files.isEmpty else {
                        throw AuditTrailError(.unreadable, "no segment says whose log it is")
                    }
                    all.findings.append(AuditFinding(.empty, log: folder, first: 0))
                    continue
                }
                // Nothing but the header says whose segment it is: no hash is over it.
                for file in files where file.header.map({ $0.log != log }) ?? false {
                    all.findings.append(AuditFinding(.foreign, log: log, file: file.path, first: file.name.first))
                }
                others[log, default: []] += files
            }
        }
        if !anchoring.isEmpty {
            let known = Dictionary((roots ?? []).map { ($0.size, $0.root) }) { first, _ in first }
            all.anchors = try LogScanner.scan(anchoring, log: anchorsName, known: known)
        }
        let wanted = all.sizes
        for (log, files) in others.sorted(by: { $0.key < $1.key }) {
            all.logs.append(try LogScanner.scan(files, log: log, wanted: wanted[log] ?? []))
        }
        all.findings += LogJudgement(anchors: all.anchors, logs: all.logs, roots: roots, excluded: excluded).findings
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
