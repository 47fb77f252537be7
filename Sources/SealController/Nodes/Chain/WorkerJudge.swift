// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What a registration and the stake behind it are worth: values in, a verdict out.
///
/// What lets a machine in is stricter than what throws it out: a status that this version does not know admits nobody and evicts nobody.
enum WorkerJudge {
    private enum Worker {
        static let pending: UInt8 = 1
        static let active: UInt8 = 2
        static let suspended: UInt8 = 3
        static let slashed: UInt8 = 4
        static let retired: UInt8 = 5
    }
    private enum Account {
        static let active: UInt8 = 1
        static let unbonding: UInt8 = 2
        static let slashed: UInt8 = 3
    }
    private static let fullScore: UInt64 = 100

    /// The verdict; `minimum` is the least stake of a node.
    static func verdict(of worker: WorkerEntry, _ account: StakeAccount?, minimum: UInt64) -> NodeVerdict {
        guard worker.status != Worker.slashed, account?.status != Account.slashed else { return .lost(.slashed) }
        switch worker.status {
        case Worker.active, Worker.suspended: break
        case Worker.retired: return .lost(.retired)
        case Worker.pending: return .lost(.inactive)
        default: return .suspended(.unrecognised)
        }
        guard let account else { return .lost(.unstaked) }
        guard account.status == Account.active || account.status == Account.unbonding else {
            return .suspended(.unrecognised)
        }
        guard account.status == Account.active, account.nodeAmount >= minimum else { return .lost(.unstaked) }
        guard worker.status == Worker.active else { return .suspended(.suspended) }
        return account.nodeAmount >= required(minimum, score: account.score) ? .good : .suspended(.score)
    }

    /// The verdict on the machine of a name, by what nodes say of the owner who is taken for it.
    ///
    /// A name is one owner's for ever, so that an entry with this name is the machine's. Another's says nothing of it, unless the name was made
    /// from this owner's address: then it was theirs, and is no more.
    static func verdict(
        on name: String, of owner: Address, _ worker: WorkerEntry?, _ account: StakeAccount?, minimum: UInt64
    ) -> NodeVerdict {
        if let worker, worker.nodeName == name { return verdict(of: worker, account, minimum: minimum) }
        return WorkerNodeName.number(name, of: owner) == nil ? .unknown : .unregistered
    }

    /// What a worker of a score must have, rounded up.
    ///
    /// In Move: `tiers::required_worker_stake`.
    static func required(_ minimum: UInt64, score: UInt64) -> UInt64 {
        let percent = fullScore + fullScore - min(score, fullScore)
        let product = minimum.multipliedFullWidth(by: percent)
        let (low, isOver) = product.low.addingReportingOverflow(fullScore - 1)
        let high = product.high + (isOver ? 1 : 0)
        // Twice a minimum may be more than 64 bits tell: then nobody has it.
        return high < fullScore ? fullScore.dividingFullWidth((high, low)).quotient : .max
    }
}
