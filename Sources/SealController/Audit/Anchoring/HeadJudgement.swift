// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail

/// What the heads of the audit logs are worth, beside what was known of them.
struct HeadJudgement: Sendable {
    /// A head that is not believed.
    struct Refused: Hashable, Sendable {
        let head: LogHead
        let why: HeadRefusal
    }

    /// By how much a log can grow between two anchorings: ten thousand entries a second for five days.
    ///
    /// Who says more has no such log, and would keep the true one out until it is as long.
    static let mostGrowth: UInt64 = 1 << 32

    /// The heads that are anchored, in the order of the logs' names.
    private(set) var accepted: [LogHead] = []
    private(set) var refused: [Refused] = []
    /// Whether there is anything to anchor that was not there before.
    private(set) var isGrown = false

    /// Looks at what the logs say, beside what was anchored of them.
    ///
    /// `quiet` is known as well, though it was not anchored: to anchor is itself written down, and must not be a reason to anchor again.
    /// `refused` are not believed for who said them.
    init(_ heads: [LogHead], known: [LogHead], quiet: LogHead? = nil, refused before: [Refused] = []) {
        refused = before
        let known = Dictionary(known.map { ($0.log, $0.head) }) { first, _ in first }
        for (log, said) in Dictionary(grouping: heads, by: \.log).sorted(by: { $0.key < $1.key }) {
            guard said.count == 1, let head = said.first else {
                refused += said.map { Refused(head: $0, why: .twice) }
                continue
            }
            if let why = Self.refusal(of: head.head, after: known[log]) {
                refused.append(Refused(head: head, why: why))
            } else {
                accepted.append(head)
                isGrown = isGrown || (head.head.size > 0 && head.head != known[log] && head != quiet)
            }
        }
    }

    /// What is known from now on: what a log says that did not answer, or was not believed, is what it was.
    func heads(after known: [LogHead]) -> [LogHead] { Self.merge(accepted, over: known) }

    /// What is known of the logs that are not among the accepted.
    func others(of known: [LogHead]) -> [LogHead] {
        let names = Set(accepted.map(\.log))
        return heads(after: known).filter { !names.contains($0.log) }
    }

    /// What was said last of each log.
    static func merge(_ heads: [LogHead], over known: [LogHead]) -> [LogHead] {
        let names = Set(heads.map(\.log))
        let others = known.filter { !names.contains($0.log) }
        return (heads + others.prefix(max(0, AnchorMemory.mostHeads - heads.count))).sorted { $0.log < $1.log }
    }

    private static func refusal(of head: TreeHead, after known: TreeHead?) -> HeadRefusal? {
        if head.size > (known?.size ?? 0), head.size - (known?.size ?? 0) > mostGrowth { return .leapt }
        guard let known else { return nil }
        if head.size < known.size { return .shrunk }
        return head.size == known.size && head.root != known.root ? .changed : nil
    }
}
