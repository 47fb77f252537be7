// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger

@testable import SealController

/// The contract's rules about activations, by the letter of `worker_registry.move`: a transaction is carried out whole or not at all.
final class FakeRegistry: ActivationLedger {
    /// What a transaction comes to.
    enum Fault: CaseIterable, Sendable {
        /// Carried out, and nobody says so.
        case lost
        /// Not carried out.
        case unavailable
        /// Not carried out: too many used the same objects.
        case congestion
    }

    /// Where a worker stands.
    enum Standing: Hashable, Sendable {
        case pending(isStaked: Bool)
        case active(String)
    }

    struct State: Sendable {
        var workers: [Address: Standing] = [:]
        var names: Set<String> = []
        /// What the next transactions come to; `nil` is what they should.
        var faults: [Fault?] = []
        /// The transactions that were asked for.
        var asked: [[WorkerActivation]] = []
        /// The activations that were carried out.
        var done: [WorkerActivation] = []
        var isHeld = false
    }

    let state = Monitor(State())

    /// Has transactions wait, or go on.
    func hold(_ isHeld: Bool) {
        state.withLock { $0.isHeld = isHeld }
        state.notifyAll()
    }

    func activate(_ workers: [WorkerActivation]) throws(OperatorWallet.Failure) {
        state.withLock { $0.asked.append(workers) }
        state.notifyAll()
        _ = state.wait { $0.isHeld ? nil : true }
        try state.withLock { state throws(OperatorWallet.Failure) in
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            switch fault {
            case .unavailable?: throw .send(.ledger(LedgerError(.unavailable, "")))
            case .congestion?:
                throw .send(.refused(ExecutionFailure(abort: nil, isCongestion: true, message: "")))
            case .lost?, nil: break
            }
            var after = state
            for worker in workers { try Self.activate(worker, &after) }
            state = after
            if fault == .lost { throw .send(.unknown(Digest(Bytes32()))) }
        }
    }

    private static func activate(_ worker: WorkerActivation, _ state: inout State) throws(OperatorWallet.Failure) {
        guard let standing = state.workers[worker.owner] else { throw refusal(5) }
        guard case .pending(let isStaked) = standing else { throw refusal(6) }
        guard isStaked else { throw refusal(3) }
        guard state.names.insert(worker.nodeName).inserted else { throw refusal(8) }
        state.workers[worker.owner] = .active(worker.nodeName)
        state.done.append(worker)
    }

    private static func refusal(_ code: UInt64) -> OperatorWallet.Failure {
        let abort = ExecutionFailure.Abort(package: Address(2), module: "worker_registry", function: nil, code: code)
        return .send(.refused(ExecutionFailure(abort: abort, isCongestion: false, message: "")))
    }
}
