// SPDX-License-Identifier: Apache-2.0

/// What is to be said of some logs: by themselves, beside what was anchored of them, and of that beside what the chain has.
///
/// What was not held to the chain is said as well: who writes everything here that there is must not be believed by its own word.
struct LogJudgement {
    private(set) var findings: [AuditFinding]
    private let anchors: LogScan?
    /// The anchorings that count.
    private let counted: [Range<UInt64>]

    /// `roots` are those on the chain, `nil` where the chain is not asked.
    init(anchors: LogScan?, logs: [LogScan], roots: [TreeHead]?, excluded: Set<String> = []) {
        self.anchors = anchors
        counted = anchors.map { Self.counted($0, roots) } ?? []
        findings = (anchors?.findings ?? []) + logs.flatMap(\.findings)
        if let roots { judge(roots) }
        let last = Dictionary(
            (anchors?.anchors ?? []).flatMap(\.heads).map { ($0.log, $0.head.size) }
        ) { max($0, $1) }
        for (log, size) in last.sorted(by: { $0.key < $1.key })
        where size > 0 && !logs.contains(where: { $0.log == log }) {
            findings.append(AuditFinding(excluded.contains(log) ? .excluded : .absent, log: log, first: 0, count: size))
        }
        for scan in logs { judge(scan, last[scan.log] ?? 0) }
    }

    /// The anchorings of each tree up to the last root on the chain that is over it; what is behind that anybody can have written.
    private static func counted(_ anchors: LogScan, _ roots: [TreeHead]?) -> [Range<UInt64>] {
        guard let roots else { return anchors.trees }
        let sizes = roots.filter { anchors.heads[$0.size] == $0 }.map(\.size)
        return anchors.trees.map { tree in
            let last = sizes.filter { $0 > tree.lowerBound && $0 <= tree.upperBound }.max()
            return tree.lowerBound..<(last ?? tree.lowerBound)
        }
    }

    /// The log of anchorings beside the chain.
    private mutating func judge(_ roots: [TreeHead]) {
        guard let anchors else {
            guard let last = roots.map(\.size).max() else { return }
            return note(.anchorless, AnchoredLogs.anchorsName, first: last, count: UInt64(roots.count))
        }
        guard let last = roots.map(\.size).max() else {
            return note(.rootless, anchors.log, first: anchors.first, count: anchors.end.size - anchors.first)
        }
        // Several roots may be over as many entries; each of them is looked at.
        var unseen: [UInt64] = []
        for root in roots.sorted(by: { $0.size < $1.size }) where root.size <= anchors.end.size {
            if let head = anchors.heads[root.size] {
                if head != root { note(.root, anchors.log, first: root.size) }
            } else if !anchors.isLost(root.size) {
                unseen.append(root.size)
            }
        }
        if let first = unseen.first { note(.unseen, anchors.log, first: first, count: UInt64(unseen.count)) }
        // A log is begun anew behind a root that the chain has.
        for lost in anchors.parts.compactMap(\.lost) where !roots.contains(where: { $0.size == lost.size }) {
            note(.root, anchors.log, first: lost.size)
        }
        if last > anchors.end.size {
            note(.shrunk, anchors.log, first: anchors.end.size, count: last - anchors.end.size)
        } else if last < anchors.end.size {
            note(.unanchored, anchors.log, first: last, count: anchors.end.size - last)
        }
    }

    /// A log beside what was anchored of it, which was so many entries at the last.
    private mutating func judge(_ scan: LogScan, _ last: UInt64) {
        var seen: Set<TreeHead> = []
        var held: UInt64 = 0
        for record in anchors?.anchors ?? [] {
            for said in record.heads where said.log == scan.log {
                guard let head = scan.heads[said.head.size] else { continue }
                if head == said.head {
                    if counted.contains(where: { $0.contains(record.index) }) { held = max(held, head.size) }
                } else if seen.insert(said.head).inserted {
                    // A log that stands still is anchored again and again.
                    note(.head, scan.log, first: said.head.size, count: record.sequence)
                }
            }
        }
        let end = scan.end.size
        if last > end {
            note(.shrunk, scan.log, first: end, count: last - end)
        } else if held == 0, end > 0 {
            note(.unheld, scan.log, first: scan.first, count: end - scan.first)
        } else if held < end {
            note(.unanchored, scan.log, first: held, count: end - held)
        }
    }

    private mutating func note(_ code: AuditFinding.Code, _ log: String, first: UInt64, count: UInt64 = 0) {
        findings.append(AuditFinding(code, log: log, first: first, count: count))
    }
}
