// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto

/// A tree of anchorings that is on the chain or was to be, and how far the logs are in its last entry.
struct AnchorMark: Hashable, Sendable {
    let position: TrailPosition
    let heads: [LogHead]

    /// What it is with one more entry, of which this is the line.
    func adding(_ line: [UInt8]) throws(AnchorFailure) -> AnchorMark {
        guard let place = TrailLine(line.span), place.index == position.size, place.previous == position.last else {
            throw AnchorFailure(.disk, "an entry does not go on from the one before it")
        }
        let said = AnchoredHeads(line.span)?.heads ?? []
        var frontier = position.frontier
        let leaf: Bytes32
        do throws(CryptoError) {
            var hasher = try TreeHasher()
            leaf = try hasher.leaf(line.span)
            try frontier.append(leaf, &hasher)
        } catch { throw AnchorFailure(.disk, "no digest can be made") }
        return AnchorMark(
            position: TrailPosition(frontier: frontier, last: leaf), heads: HeadJudgement.merge(said, over: heads))
    }
}
