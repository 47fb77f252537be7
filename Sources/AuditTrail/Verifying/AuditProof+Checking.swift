// SPDX-License-Identifier: Apache-2.0
internal import Crypto

extension AuditProof {
    /// Why a proof proves nothing; closed.
    public enum Fault: String, Sendable, CaseIterable {
        /// The line is no entry, or one of another number.
        case line
        /// The path does not lead from the entry to the log's root.
        case path
        /// The anchoring's line is none.
        case anchor
        /// The anchoring does not name this log as it was.
        case head
        /// The path does not lead from the anchoring to the anchored root.
        case anchorPath = "anchor_path"
        /// The root does not go on from the older one.
        case consistency
    }

    /// What is wrong with the proof in itself; `nil` if it holds for whoever believes the root in ``anchored``.
    ///
    /// The roots are to be compared with those on the chain by whoever asks.
    public func fault() throws(AuditTrailError) -> Fault? {
        do throws(CryptoError) {
            var hasher = try TreeHasher()
            return try fault(&hasher)
        } catch { throw AuditTrailError(error) }
    }

    private func fault(_ hasher: inout TreeHasher) throws(CryptoError) -> Fault? {
        let entry = Array(line.utf8)
        let isEntry = TrailLine(entry.span)?.index == index
        guard isEntry else { return .line }
        let leaf = try hasher.leaf(entry.span)
        let root = try InclusionProof(index: index, size: head.size, path: path).root(of: leaf, &hasher)
        guard root == head.root else { return .path }

        let anchor = Array(anchorLine.utf8)
        guard let record = AnchorRecord(anchor.span) else { return .anchor }
        let named = record.heads.filter { $0.log == log }
        guard named.count == 1, named.first?.head == head else { return .head }
        let anchorLeaf = try hasher.leaf(anchor.span)
        let proof = InclusionProof(index: record.index, size: anchored.head.size, path: anchorPath)
        let anchorRoot = try proof.root(of: anchorLeaf, &hasher)
        guard anchorRoot == anchored.head.root else { return .anchorPath }

        guard let since else { return nil }
        // As the contract has it: numbers go up. Everything goes on from a tree without entries, which says nothing.
        guard since.anchored.sequence < anchored.sequence, since.anchored.head.size > 0 else { return .consistency }
        let older = ConsistencyProof(old: since.anchored.head.size, size: anchored.head.size, path: since.path)
        let holds = try older.holds(from: since.anchored.head.root, to: anchored.head.root, &hasher)
        return holds ? nil : .consistency
    }
}
