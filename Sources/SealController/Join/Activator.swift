// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Lets pending workers work, under the names that they are given.
protocol Activator: Sendable {
    /// Whether this controller is the one that activates.
    var mayActivate: Bool { get }

    /// Activates a worker and waits until that is final.
    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation
}

/// What became of an activation.
enum Activation: Hashable, Sendable {
    /// The worker is active under the name.
    case done
    /// Somebody had the name before.
    case nameTaken
    /// The worker is not pending any more: look again.
    case superseded
}

/// Activates workers by the operator's account, as the leader alone.
struct ChainActivator: Activator {
    private let wallet: OperatorWallet
    private let calls: ClusterCalls
    private let isLeader: @Sendable () -> Bool

    /// The numbers of `worker_registry`'s errors that say more than that it was refused.
    private enum Refusal {
        static let stakeTooLow: UInt64 = 3
        static let notRegistered: UInt64 = 5
        static let invalidTransition: UInt64 = 6
        static let nodeNameTaken: UInt64 = 8
    }

    /// Activates by this account.
    init(_ wallet: OperatorWallet, _ calls: ClusterCalls, isLeader: @escaping @Sendable () -> Bool) {
        self.wallet = wallet
        self.calls = calls
        self.isLeader = isLeader
    }

    /// Whether this controller leads.
    var mayActivate: Bool { isLeader() }

    /// Sends `activate_worker`; what nobody knows the outcome of is not sent again: the next join looks.
    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation {
        guard mayActivate else { throw .notLeader }
        do throws(OperatorWallet.Failure) {
            _ = try wallet.carryOut { calls.activateWorker(owner, nodeName: name, cap: $0) }
            return .done
        } catch {
            return try Self.outcome(of: error)
        }
    }

    /// What a failure means.
    static func outcome(of failure: OperatorWallet.Failure) throws(JoinRefusal) -> Activation {
        switch failure {
        case .noCapability: throw .notOperator
        case .send(.refused(let reason)):
            guard let abort = reason.abort else {
                if reason.isCongestion { throw .chainUnavailable }
                throw .notOperator
            }
            guard abort.module == "worker_registry" else { throw .notOperator }
            switch abort.code {
            case Refusal.stakeTooLow: throw .stakeTooLow
            case Refusal.notRegistered: throw .notRegistered
            case Refusal.invalidTransition: return .superseded
            case Refusal.nodeNameTaken: return .nameTaken
            default: throw .notOperator
            }
        case .send(.noFunds), .send(.signing): throw .notOperator
        case .send(.ledger), .send(.unknown): throw .chainUnavailable
        }
    }
}
