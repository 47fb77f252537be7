// SPDX-License-Identifier: Apache-2.0

/// What is to be said of some logs: by themselves, beside what was anchored of them, and of that beside what the chain has.
struct LogJudgement {
    private(set) var findings: [AuditFinding]
    private let anchors: LogScan?

    init(anchors: LogScan?, logs: [LogScan], roots: [TreeHead]?) {
        self.anchors = anchors
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
