// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What it means for workers that the transaction failed in which they were to be activated.
enum ActivationMeaning {
    /// What became of the transaction.
    typealias Round = TransactionRound<ActivationQueue.Order, ActivationQueue.Outcome>.Meaning

    /// The numbers of `worker_registry`'s errors that say more than that it was refused.
    private enum Refusal {
        static let stakeTooLow: UInt64 = 3
        static let notRegistered: UInt64 = 5
        static let invalidTransition: UInt64 = 6
        static let nodeNameTaken: UInt64 = 8
    }

    /// What a failure means.
    ///
    /// Whatever the contracts refuse could be one worker's doing, and must not be the others' fault; what nobody knows the outcome of is
    /// told apart by nobody.
    static func of(_ failure: OperatorWallet.Failure) -> Round {
        switch failure {
        case .noCapability, .send(.signing): return .all(.failure(.notOperator))
        case .send(.calledOff): return .all(.failure(.notLeader))
        case .send(.ledger), .send(.unknown): return .all(.failure(.chainUnavailable))
        // Fewer may be within what the account holds.
        case .send(.noFunds): return .one(.failure(.notOperator))
        case .send(.refused(let reason)):
            if reason.isCongestion { return .all(.failure(.chainUnavailable)) }
            // Where it is no check of the contracts, too much for one transaction perhaps: fewer may do.
            guard let abort = reason.abort, abort.module == "worker_registry" else {
                return .one(.failure(.notOperator))
            }
            // Each worker is one command.
            let place = failure.command
            switch abort.code {
            case Refusal.stakeTooLow: return .one(.failure(.stakeTooLow), at: place)
            case Refusal.notRegistered: return .one(.failure(.notRegistered), at: place)
            case Refusal.invalidTransition: return .one(.success(.superseded), at: place)
            case Refusal.nodeNameTaken: return .one(.success(.nameTaken), at: place)
            default: return .one(.failure(.notOperator), at: place)
            }
        }
    }
}
