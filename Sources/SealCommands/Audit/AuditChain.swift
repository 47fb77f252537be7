// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import SuiLedger
internal import Wire

/// The roots that a cluster has anchored, as its nodes tell them.
struct AuditChain {
    private let session: Session
    private let questions: ClusterQuestions
    private let state: AnchorState

    init(_ invocation: Invocation) throws(CommandFailure) {
        session = try Session(invocation)
        questions = ClusterQuestions(try session.ids(), types: session.file.types[0])
        guard let entry = try session.ask(questions.anchor) else {
            // Every cluster has one from its beginning.
            throw CommandFailure(
                "the chain has no audit anchor where the cluster file says: look at that file, or name another node with --node",
                .unavailable)
        }
        guard let state = questions.anchor(entry) else { throw Session.foreign }
        self.state = state
    }

    /// The cluster, as proofs name it.
    var cluster: String { get throws(CommandFailure) { try session.ids().cluster.description } }

    /// The root of a number, if there is one.
    func root(_ sequence: UInt64) throws(CommandFailure) -> AuditProof.Anchored? {
        guard let entry = try session.ask(questions.root(sequence, in: state.roots)) else { return nil }
        return try Self.read(entry, sequence)
    }

    /// All roots, in the order of their numbers.
    func roots() throws(CommandFailure) -> [AuditProof.Anchored] {
        var roots: [AuditProof.Anchored] = []
        var after: PageToken?
        repeat {
            let page = try session.ask(TablePageQuestion(table: state.roots, after: after))
            for entry in page.items {
                let key = TableEntry(key: [], value: entry.key)
                guard let sequence = ClusterQuestions.number(key) else { throw Session.foreign }
                roots.append(try Self.read(entry, sequence))
            }
            after = page.next
        } while after != nil
        guard Self.isWhole(roots, state) else {
            throw CommandFailure("the node does not tell all roots: name another with --node", .unavailable)
        }
        return roots.sorted { $0.sequence < $1.sequence }
    }

    /// Whether these are all roots up to the last that the state tells of; there may be newer ones by now.
    static func isWhole(_ roots: [AuditProof.Anchored], _ state: AnchorState) -> Bool {
        let old = roots.filter { $0.sequence <= state.sequence }
        guard UInt64(Set(old.map(\.sequence)).count) == state.count else { return false }
        return state.count == 0 || old.contains { $0.sequence == state.sequence && $0.head.size == state.size }
    }

    private static func read(_ entry: TableEntry, _ sequence: UInt64) throws(CommandFailure) -> AuditProof.Anchored {
        let root: AuditRoot
        do throws(BCSError) { root = try ClusterQuestions.root(entry) } catch { throw Session.foreign }
        guard let hash = Bytes32(root.hash.span) else { throw Session.foreign }
        return AuditProof.Anchored(sequence: sequence, head: TreeHead(size: root.size, root: hash))
    }
}
