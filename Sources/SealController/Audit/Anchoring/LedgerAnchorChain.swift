// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto
internal import SuiLedger
internal import Wire

/// The contract `audit_anchor`, written to by the operator's account.
struct LedgerAnchorChain: AnchorChain {
    /// The number of `audit_anchor`'s errors that says that somebody was first.
    private static let oldSequence: UInt64 = 3

    private let wallet: OperatorWallet
    private let nodes: NodePool
    private let calls: PatientCalls
    private let questions: ClusterQuestions

    init(_ wallet: OperatorWallet, _ nodes: NodePool, _ calls: PatientCalls, _ questions: ClusterQuestions) {
        self.wallet = wallet
        self.nodes = nodes
        self.calls = calls
        self.questions = questions
    }

    func last() throws(AnchorFailure) -> AnchoredRoot? {
        guard let state = try ask(questions.anchor).flatMap({ questions.anchor($0) }) else {
            throw AnchorFailure(.chain, "the contract's state cannot be read")
        }
        guard state.sequence > 0 else { return nil }
        guard let entry = try ask(questions.root(state.sequence, in: state.roots)),
            let root = try? ClusterQuestions.root(entry), let hash = Bytes32(root.hash.span)
        else { throw AnchorFailure(.chain, "the last root cannot be read") }
        return AnchoredRoot(sequence: state.sequence, head: TreeHead(size: root.size, root: hash))
    }

    func anchor(_ head: TreeHead, sequence: UInt64) throws(AnchorFailure) {
        let calls: ClusterCalls
        do throws(LedgerError) { calls = try self.calls.get() } catch {
            throw AnchorFailure(.chain, "the contract's objects cannot be read")
        }
        do throws(OperatorWallet.Failure) {
            _ = try wallet.carryOut { calls.anchor(sequence, size: head.size, hash: head.root.bytes, cap: $0) }
        } catch { throw Self.failure(error) }
    }

    /// What a failure means.
    static func failure(_ failure: OperatorWallet.Failure) -> AnchorFailure {
        switch failure {
        case .noCapability: return AnchorFailure(.refused, "the account has no OperatorCap of this cluster")
        case .send(.refused(let reason)):
            if reason.isCongestion { return AnchorFailure(.chain, "the chain is too busy") }
            if let abort = reason.abort, abort.module == "audit_anchor", abort.code == oldSequence {
                return AnchorFailure(.superseded, "another controller has anchored meanwhile")
            }
            return AnchorFailure(.refused, "the contract does not take the root")
        case .send(.noFunds): return AnchorFailure(.refused, "the operator's account has not enough SUI")
        case .send(.calledOff): return AnchorFailure(.notLeader, "another controller leads")
        case .send(.signing): return AnchorFailure(.refused, "the transaction cannot be signed")
        case .send(.ledger): return AnchorFailure(.chain, "no node gives an answer that counts")
        case .send(.unknown): return AnchorFailure(.unknown, "nobody says what became of the transaction")
        }
    }

    private func ask(_ question: TableEntryQuestion) throws(AnchorFailure) -> TableEntry? {
        do throws(LedgerError) { return try nodes.ask(question).value } catch {
            throw AnchorFailure(.chain, "no node answers")
        }
    }
}
