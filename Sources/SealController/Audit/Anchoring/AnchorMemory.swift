// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto

/// What the controllers of a cluster tell one another about anchoring: the trees whose roots may be on the chain.
///
/// It is written before a root is sent, so that whoever leads next finds the tree of whatever root the chain has. It need not be trusted:
/// a mark counts only if its root is the one on the chain, and what it says beside its tree only if that follows from the same root.
struct AnchorMemory: Hashable, Sendable {
    /// The first is on the chain; the others were to be.
    private(set) var marks: [AnchorMark] = []

    /// How many marks are kept: more leaders than that do not fail one after another with a transaction under way.
    static let mostMarks = 16
    /// How many logs are known.
    static let mostHeads = 64

    /// Nothing yet.
    init() {}

    /// The mark of this head, if it is known.
    ///
    /// Of one without a proof, which a controller of an older version has left, its tree alone is taken: the hash of the last entry is in
    /// that where the size is odd, and what is said of the logs is not.
    func mark(of head: TreeHead) throws(AnchorFailure) -> AnchorMark? {
        for mark in marks where mark.position.size == head.size {
            guard try mark.position.checkedHead() == head else { continue }
            if mark.proof != nil { return mark }
            var position = mark.position
            if position.size & 1 == 1, let last = position.frontier.roots.last { position.last = last }
            return AnchorMark(position: position, heads: [])
        }
        return nil
    }

    /// What is to be remembered before the root of `next` is sent, while that of `base` is on the chain.
    func going(from base: AnchorMark, to next: AnchorMark) -> AnchorMemory {
        var memory = AnchorMemory()
        let others = marks.filter { $0.position.size > base.position.size && $0.position != next.position }
        memory.marks = [base] + others.suffix(Self.mostMarks - 2) + [next]
        return memory
    }

    /// Lines of text: each mark's position, and below it its heads.
    var text: String {
        var lines: [String] = []
        for mark in marks {
            lines.append("position \(mark.position.text)")
            lines += mark.heads.map { "head \($0.text)" }
        }
        return lines.joined(separator: "\n")
    }

    /// What the marks follow from: of each proof its own text.
    var proofs: String { marks.compactMap { $0.proof?.text }.joined(separator: "\n") }

    /// Reads ``text`` and ``proofs``; `nil` where the former is something else.
    init?(text: String, proofs: String) {
        self.init(text: text)
        let proven = AnchorProof.read(proofs).compactMap { try? $0.mark() }
        marks = marks.map { mark in proven.first { $0.position.frontier == mark.position.frontier } ?? mark }
    }

    /// Reads them; `nil` where they are not as ``text`` writes them.
    init?(text: String) {
        var position: TrailPosition?
        var heads: [LogHead] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("position ") {
                if let position { marks.append(AnchorMark(position: position, heads: heads)) }
                position = TrailPosition(text: String(line.dropFirst("position ".count)))
                heads = []
                guard position != nil else { return nil }
            } else if line.hasPrefix("head "), position != nil, let head = LogHead(text: line.dropFirst("head ".count))
            {
                heads.append(head)
            } else {
                return nil
            }
        }
        if let position { marks.append(AnchorMark(position: position, heads: heads)) }
        guard marks.count <= Self.mostMarks, marks.allSatisfy({ $0.heads.count <= Self.mostHeads }) else { return nil }
    }
}

extension TrailPosition {
    /// The head of the tree so far.
    func checkedHead() throws(AnchorFailure) -> TreeHead {
        do throws(AuditTrailError) { return try head() } catch {
            throw AnchorFailure(.disk, "no digest can be made")
        }
    }
}
