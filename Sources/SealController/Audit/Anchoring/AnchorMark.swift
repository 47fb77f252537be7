// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail

/// A tree of anchorings that is on the chain or was to be, and how far the logs are in its last entry.
struct AnchorMark: Hashable, Sendable {
    let position: TrailPosition
    let heads: [LogHead]
    /// Whether these are all logs that are known; entries of older versions name only those that answered.
    let isWhole: Bool
    /// What both follow from; `nil` where somebody just says so.
    let proof: AnchorProof?

    /// Before the first entry.
    static let beginning = AnchorMark(position: TrailPosition(), heads: [], isWhole: true)

    init(position: TrailPosition, heads: [LogHead], isWhole: Bool = false, proof: AnchorProof? = nil) {
        (self.position, self.heads, self.isWhole, self.proof) = (position, heads, isWhole, proof)
    }

    /// What it is with one more entry, of which this is the line.
    func adding(_ line: [UInt8]) throws(AnchorFailure) -> AnchorMark {
        let text = String(decoding: line, as: UTF8.self)
        let isEnough = AnchoredHeads(line.span)?.isWhole ?? false
        var proof = AnchorProof(start: position, lines: [text])
        if !isEnough, let before = self.proof, before.lines.count < AnchorProof.mostLines {
            proof = AnchorProof(start: before.start, lines: before.lines + [text])
        }
        guard let next = try proof.mark() else {
            throw AnchorFailure(.disk, "an entry does not go on from the one before it")
        }
        return AnchorMark(
            position: next.position, heads: next.isWhole ? next.heads : HeadJudgement.merge(next.heads, over: heads),
            isWhole: next.isWhole || isWhole, proof: proof)
    }
}
