// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// Makes proofs from the logs in some folders and the roots on the chain.
public struct AuditProver: Sendable {
    /// Why there is no proof; closed.
    public enum Refusal: Error, Hashable, Sendable {
        /// No folder has this log.
        case noLog
        /// No folder has the log of anchorings.
        case noAnchors
        /// The log has no such entry, or it is damaged, or its segment is not here.
        case noEntry
        /// The entry is newer than what was last anchored.
        case notAnchored
        /// The entry is anchored, and no root is newer than the one that was to be gone on from.
        case noneNewer
        /// Segments are missing that the proof needs.
        case older
        /// What is here is not what was anchored.
        case differs
        /// What failed while reading.
        case failed(AuditTrailError)
    }

    private let logs: AnchoredLogs
    private let roots: [UInt64: AuditProof.Anchored]

    /// Makes proofs from `logs` for `roots`, by their sizes; the more of them, the older the one that a proof leads to.
    public init(_ logs: AnchoredLogs, roots: [AuditProof.Anchored]) {
        self.logs = logs
        self.roots = Dictionary(roots.map { ($0.head.size, $0) }) { first, _ in first }
    }

    /// Proves an entry; `older` is a root that the one it leads to is to go on from.
    public func prove(
        _ index: UInt64, of name: String, cluster: String, since older: AuditProof.Anchored? = nil
    ) throws(Refusal) -> AuditProof {
        guard let log = logs.logs.first(where: { $0.log == name }) else { throw .noLog }
        guard let anchors = logs.anchors else { throw .noAnchors }
        guard index >= log.first, index < log.end.size else { throw .noEntry }
        // The first anchoring that has the entry, and the first root over that one.
        let anchorings = anchors.anchors.lazy.compactMap { record -> (AnchorRecord, TreeHead)? in
            guard let head = record.heads.first(where: { $0.log == name })?.head, head.size > index else { return nil }
            return (record, head)
        }
        guard let (record, head) = anchorings.first else { throw .notAnchored }
        let over = roots.values.filter { $0.head.size > record.index }
        guard !over.isEmpty else { throw .notAnchored }
        let newer = over.filter { $0.head.size > older?.head.size ?? 0 }
        guard let anchored = newer.min(by: { $0.head.size < $1.head.size }) else { throw .noneNewer }
        let (line, path) = try inclusion(of: index, in: log, head.size)
        let (anchorLine, anchorPath) = try inclusion(of: record.index, in: anchors, anchored.head.size)
        var proof = AuditProof(
            cluster: cluster, log: name, index: index, line: line, head: head, path: path, anchorLine: anchorLine,
            anchorPath: anchorPath, anchored: anchored)
        if let older {
            let ranges = ProofPlan.consistency(from: older.head.size, to: anchored.head.size)
            let found = try collect(ranges, nil, anchors, anchored.head.size)
            proof.since = AuditProof.Since(anchored: older, path: found.path)
        }
        do throws(AuditTrailError) {
            if try proof.fault() != nil { throw AuditTrailError(.unreadable, "not what was anchored") }
        } catch { throw error.code == .unreadable ? .differs : .failed(error) }
        return proof
    }

    private func inclusion(
        of index: UInt64, in log: LogScan, _ size: UInt64
    ) throws(Refusal) -> (line: String, path: [Bytes32]) {
        let found = try collect(ProofPlan.inclusion(of: index, in: size), index, log, size)
        guard let line = found.line else { throw .noEntry }
        return (line, found.path)
    }

    /// The roots of subtrees, and a line on the way.
    private func collect(
        _ ranges: [Range<UInt64>], _ index: UInt64?, _ log: LogScan, _ size: UInt64
    ) throws(Refusal) -> (line: String?, path: [Bytes32]) {
        var line: String?
        var path: [Bytes32]?
        do throws(AuditTrailError) {
            var hasher = try Self.hasher()
            var collector = SubtreeCollector(ranges, from: log.start(of: size)?.frontier ?? MerkleFrontier())
            try log.entries(upTo: size) { entry, bytes throws(CryptoError) in
                try collector.append(entry.leaf, &hasher)
                if entry.index == index { line = entry.place.map { String(decoding: bytes[$0], as: UTF8.self) } }
            }
            path = collector.roots
        } catch { throw .failed(error) }
        guard let path else { throw .older }
        return (line, path)
    }

    private static func hasher() throws(AuditTrailError) -> TreeHasher {
        do throws(CryptoError) { return try TreeHasher() } catch { throw AuditTrailError(error) }
    }
}
