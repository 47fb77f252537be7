// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Wire

extension LedgerChain {
    /// How often a transaction is planned anew that others got in the way of.
    private static let attempts = 3
    /// How long an outcome is looked for that may have been one.
    private static let looks = 5

    func carryOut(_ order: ChainOrder) throws(WorkerFailure) {
        guard let signer else { throw WorkerFailure(.configuration, "who only watches sends nothing") }
        let program = try program(order)
        try settle()
        let key = try signer.unlock()
        let transactor = Transactor(nodes)
        for attempt in 1... {
            let plan: PlannedTransaction
            do throws(SendError) { plan = try transactor.plan(program, sender: owner) } catch {
                throw WorkerFailure(error)
            }
            if order.isKept { try keep(plan, key) }
            do throws(SendError) { _ = try transactor.send(plan, signedBy: key) } catch {
                // What nobody knows the outcome of stays, and is brought to its end before anything else is sent.
                if case .unknown = error {} else { try state.remove(.pending) }
                guard attempt < Self.attempts, case .refused(let reason) = error, reason.isCongestion else {
                    throw WorkerFailure(error)
                }
                continue
            }
            return try state.remove(.pending)
        }
    }

    func settle() throws(WorkerFailure) {
        guard let pending = try PendingTransaction.read(state) else { return }
        let signature: UserSignature
        do throws(UserSignature.Refusal) { signature = try UserSignature(pending.signature) } catch {
            throw WorkerFailure(.file, "\(state.place(.pending)): damaged; look at the account's last transactions")
        }
        for _ in 0..<Self.looks {
            if try ask(TransactionQuestion(pending.digest), rules)?.checkpoint != nil {
                return try state.remove(.pending)
            }
            do throws(LedgerError) {
                let order = ExecuteQuestion(transaction: pending.transaction, signatures: [signature])
                _ = try nodes.ask(order, rules)
            } catch {
                switch error.code {
                // The coins that it would have paid with are gone, or its time is over. Had it been carried out, it would be known.
                case .refused, .conflict:
                    guard try ask(TransactionQuestion(pending.digest), rules) == nil else { continue }
                    return try state.remove(.pending)
                default: throw WorkerFailure(.outcomeUnknown, "nobody knows yet what became of \(pending.digest)")
                }
            }
            Pause.take(.milliseconds(300))
        }
        throw WorkerFailure(.outcomeUnknown, "nobody knows yet what became of \(pending.digest)")
    }

    /// Keeps what is about to be sent; what cannot be kept is not sent.
    private func keep(_ plan: PlannedTransaction, _ key: borrowing PrivateKey) throws(WorkerFailure) {
        let bytes = plan.data.bcs
        let signature: UserSignature
        do throws(CryptoError) { signature = try key.sign(bytes, intent: .transaction) } catch {
            throw WorkerFailure(.software, error.description)
        }
        try PendingTransaction(transaction: bytes, signature: signature.bytes).write(state)
    }

    private func program(_ order: ChainOrder) throws(WorkerFailure) -> Program {
        let calls = try calls()
        switch order {
        case .stake(let amount, let node): return calls.stake(amount, node: node)
        case .increase(let amount): return calls.increaseStake(amount, forNode: true)
        case .restake(let amount): return calls.restake(amount, forNode: true)
        case .register(let node, let key): return calls.registerWorker(node: node, joinKey: key)
        case .setJoinKey(let key): return calls.setJoinRequest(joinKey: key)
        case .mintSeal(let terms): return calls.createWorkerSeal(terms)
        case .report(let worker, let cpu, let memory, let pods):
            return calls.heartbeat(
                worker: worker, version: try sharedVersion(of: worker), cpuPercent: cpu, memoryPercent: memory,
                pods: pods)
        case .retire: return calls.retireWorker()
        case .unstake(let amount): return calls.requestUnstake(amount, forNode: true)
        case .revokeSeal(let key): return calls.revokeSeal(try handle(key))
        }
    }

    /// The handle of a seal, as its owner holds it.
    private func handle(_ key: SealKey) throws(WorkerFailure) -> ObjectReference {
        let type = StructTag(file.types[0], "seal", "SealToken")
        var after: PageToken?
        repeat {
            let page = try ask(OwnedPageQuestion(owner: owner, type: type, after: after), rules)
            for object in page.items where Self.isHandle(object.contents, of: key, in: cluster) {
                return object.reference
            }
            after = page.next
        } while after != nil
        throw WorkerFailure(.standing, "the account holds no handle of the worker's seal")
    }

    private static func isHandle(_ contents: [UInt8], of key: SealKey, in cluster: Address) -> Bool {
        do throws(BCSError) {
            var reader = BCSReader(contents.span)
            _ = try reader.address()
            let isHere = try reader.address() == cluster
            return try SealKey(from: &reader) == key && isHere
        } catch { return false }
    }
}

extension WorkerFailure {
    /// A program that was not carried out, or of which nobody knows it.
    init(_ error: SendError) {
        switch error {
        case .ledger(let reason): self.init(reason)
        case .noFunds(let needed, let available):
            self.init(.funds, "the account holds \(Mist.write(available)) and needs \(Mist.write(needed))")
        case .refused(let reason): self.init(.chainRefused, "the contracts refuse: \(reason.shown)")
        case .calledOff: self.init(.software, "nothing was sent: it was called off")
        case .signing(let reason): self.init(.software, "nothing was sent: \(reason.description)")
        case .unknown(let digest):
            self.init(.outcomeUnknown, "sent, and nobody knows yet what became of \(digest): try again later")
        }
    }
}

extension ExecutionFailure {
    /// What may be shown of it: a node's own words may be anybody's.
    fileprivate var shown: String { abort == nil ? "the network does not carry it out" : description }
}
