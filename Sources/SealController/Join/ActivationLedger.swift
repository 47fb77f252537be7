// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The chain as activations need it.
protocol ActivationLedger: Sendable {
    /// Activates workers in one transaction, all or none, and waits until that is final.
    func activate(_ workers: [WorkerActivation]) throws(OperatorWallet.Failure)
}

/// The chain by the operator's account, as soon as it has said what that needs.
struct ChainActivations: ActivationLedger {
    let wallet: OperatorWallet
    let calls: PatientCalls

    func activate(_ workers: [WorkerActivation]) throws(OperatorWallet.Failure) {
        let calls: ClusterCalls
        do throws(LedgerError) { calls = try self.calls.get() } catch { throw .send(.ledger(error)) }
        _ = try wallet.carryOut { calls.activateWorkers(workers, cap: $0) }
    }
}
