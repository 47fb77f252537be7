// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Activates workers by the operator's account, as the leader alone: those that wait for one transaction together in the next.
///
/// What nobody knows the outcome of is not sent again: the next join looks. The contracts let a worker be activated once, so that one
/// that was activated unheard is found to be active.
final class GatheringActivator: Activator {
    private let ledger: any ActivationLedger
    private let isLeader: @Sendable () -> Bool
    private let patient: @Sendable () -> Bool
    private let queue = Monitor(ActivationQueue())

    /// Activates on this chain; `mayActivate` may wait a little for what `isLeader` says of this moment.
    init(
        _ ledger: any ActivationLedger, isLeader: @escaping @Sendable () -> Bool,
        mayActivate: @escaping @Sendable () -> Bool
    ) {
        self.ledger = ledger
        self.isLeader = isLeader
        patient = mayActivate
    }

    /// Whether this controller leads; waits a little where it did a moment ago and nobody else does.
    var mayActivate: Bool { patient() }

    /// How many wait for the next transaction.
    var waiting: Int { queue.withLock { $0.count } }

    /// Waits, for others and for the chain; on a thread of one's own.
    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation {
        let ticket = queue.withLock { $0.enter(WorkerActivation(owner, nodeName: name)) }
        while true {
            switch queue.wait(for: { $0.turn(of: ticket) }) {
            case .told(let outcome)?: return try outcome.get()
            case .send(let orders)?: send(orders)
            case nil: continue
            }
        }
    }

    /// Sends these, and has each be told as soon as it is known.
    private func send(_ orders: [ActivationQueue.Order]) {
        var round = TransactionRound<ActivationQueue.Order, ActivationQueue.Outcome>(orders)
        while let part = round.next {
            let replies = round.settle(carryOut(part.map(\.worker)))
            queue.withLock { queue in
                for (order, outcome) in replies { queue.settle(order, outcome) }
                if round.next == nil { queue.finish() }
            }
            queue.notifyAll()
        }
    }

    private func carryOut(_ workers: [WorkerActivation]) -> ActivationMeaning.Round {
        guard isLeader() else { return .all(.failure(.notLeader)) }
        do throws(OperatorWallet.Failure) {
            try ledger.activate(workers)
            return .all(.success(.done))
        } catch { return ActivationMeaning.of(error) }
    }
}
