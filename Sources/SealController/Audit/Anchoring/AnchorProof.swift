// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto

/// The end of the log of anchorings, from which follows where that stands and how far the audit logs are.
///
/// If the tree that it leads to has the root that is on the chain, all of it is true: nobody finds other entries, or another beginning, of
/// which the same can be said.
struct AnchorProof: Hashable, Sendable {
    /// Where the log stood before.
    let start: TrailPosition
    /// The entries behind that, without their line feeds.
    let lines: [String]

    /// How many entries are kept: one that says everything, and what the log has said of itself behind it.
    static let mostLines = 8
    /// No log is so long; whoever says so is not added to.
    static let longestLog: UInt64 = 1 << 62

    init(start: TrailPosition, lines: [String]) { (self.start, self.lines) = (start, lines) }

    /// What it leads to; `nil` where its entries do not go on from one another.
    func mark() throws(AnchorFailure) -> AnchorMark? {
        guard !lines.isEmpty, lines.count <= Self.mostLines, start.size < Self.longestLog else { return nil }
        var position = start
        // Before the first entry there is nothing to know.
        var (heads, isWhole): ([LogHead], Bool) = ([], start.size == 0)
        do throws(CryptoError) {
            var hasher = try TreeHasher()
            for line in lines {
                let bytes = Array(line.utf8)
                guard let place = TrailLine(bytes.span), place.index == position.size, place.previous == position.last
                else { return nil }
                var frontier = position.frontier
                let leaf = try hasher.leaf(bytes.span)
                try frontier.append(leaf, &hasher)
                position = TrailPosition(frontier: frontier, last: leaf)
                guard let said = AnchoredHeads(bytes.span) else { continue }
                heads = said.isWhole ? said.heads : HeadJudgement.merge(said.heads, over: heads)
                isWhole = isWhole || said.isWhole
            }
        } catch { throw AnchorFailure(.disk, "no digest can be made") }
        return AnchorMark(position: position, heads: heads, isWhole: isWhole, proof: self)
    }

    /// Lines of text: where it begins, and below it the entries.
    var text: String { (["from \(start.text)"] + lines.map { "line \($0)" }).joined(separator: "\n") }

    /// Reads what several were written as, one below the other; nothing where that is something else.
    static func read(_ text: String) -> [AnchorProof] {
        var proofs: [AnchorProof] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("from "), let start = TrailPosition(text: String(line.dropFirst("from ".count))) {
                proofs.append(AnchorProof(start: start, lines: []))
            } else if line.hasPrefix("line "), let last = proofs.popLast() {
                proofs.append(
                    AnchorProof(start: last.start, lines: last.lines + [String(line.dropFirst("line ".count))]))
            } else {
                return []
            }
        }
        return proofs.count <= AnchorMemory.mostMarks ? proofs : []
    }
}
