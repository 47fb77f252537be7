// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Tells the chain what was decided, so that one step that it does not take keeps no other from being taken.
struct RequestTelling {
    /// The numbers of `k8s_scheduler`'s errors that are about one request.
    private enum Refusal {
        static let invalidRequest: UInt64 = 6
        static let notFound: UInt64 = 8
        static let invalidTransition: UInt64 = 9
        static let workerNotEligible: UInt64 = 10
        static let workerBusy: UInt64 = 11
    }

    /// What a failed transaction means.
    enum Meaning: Hashable {
        /// One of its steps is what is refused.
        case one(RequestReply)
        /// It is nothing that another choice of steps would change.
        case all
    }

    let ledger: any RequestLedger
    let isLeader: () -> Bool

    /// Tells all of it; says for each step what came of it, once.
    func tell(_ steps: [RequestStep], _ outcome: (RequestStep, RequestReply) -> Void) {
        var round = TransactionRound<RequestStep, RequestReply>(steps)
        while let steps = round.next {
            for (step, reply) in round.settle(carryOut(steps)) { outcome(step, reply) }
        }
    }

    /// What becomes of one transaction.
    private func carryOut(_ steps: [RequestStep]) -> TransactionRound<RequestStep, RequestReply>.Meaning {
        guard isLeader() else { return .all(.later) }
        do throws(OperatorWallet.Failure) {
            try ledger.carryOut(steps)
            return .all(.done)
        } catch {
            switch Self.meaning(of: error) {
            case .all: return .all(.later)
            // Each step is one command.
            case .one(let reply): return .one(reply, at: error.command)
            }
        }
    }

    /// What a failure means.
    static func meaning(of failure: OperatorWallet.Failure) -> Meaning {
        switch failure {
        case .noCapability, .send(.noFunds), .send(.calledOff), .send(.signing), .send(.ledger), .send(.unknown):
            return .all
        case .send(.refused(let reason)):
            if reason.isCongestion { return .all }
            // Too much for one transaction, perhaps: fewer may do.
            guard let abort = reason.abort else { return .one(.later) }
            guard abort.module == "k8s_scheduler" else { return .all }
            switch abort.code {
            case Refusal.notFound, Refusal.invalidTransition: return .one(.superseded)
            case Refusal.workerNotEligible, Refusal.workerBusy: return .one(.unfit)
            case Refusal.invalidRequest: return .one(.later)
            default: return .all
            }
        }
    }
}
