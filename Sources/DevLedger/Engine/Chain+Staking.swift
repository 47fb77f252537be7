// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `staking`.
    func callStaking(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        switch name {
        case "staking::stake", "staking::increase_stake", "staking::restake", "staking::stake_for_node":
            return try callStake(name, &arguments, &context)
        case "staking::request_unstake":
            let pool = try arguments.object()
            let amount = try arguments.uint64()
            let forNode = try arguments.bool()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in
                try pool.requestUnstake(amount, forNode: forNode, &context)
            }
        case "staking::withdraw_unstaked", "staking::claim_reward":
            let pool = try arguments.object()
            try arguments.finish()
            let paid = try modify(\.pools, pool) { pool throws(Abort) in
                name == "staking::claim_reward"
                    ? try pool.claimReward(&context) : try pool.withdrawUnstaked(&context)
            }
            return [.coin(paid)]
        case "staking::slash":
            let pool = try arguments.object()
            let cap = try capability(try arguments.object(), .slasher, context)
            let owner = try arguments.address()
            let fraction = try arguments.uint64()
            let evidence = try arguments.bytes()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in
                try pool.slash(cap, owner: owner, fraction: fraction, evidence: evidence, &context)
            }
        case "staking::accept_cap":
            let pool = try arguments.object()
            let kind = try arguments.uint8()
            try arguments.finish()
            let cap = try modify(\.pools, pool) { pool throws(Abort) in try pool.acceptCap(kind: kind, &context) }
            caps[cap.id] = cap
        default: return try callAdmin(name, &arguments, &context)
        }
        return []
    }

    /// Those that put stake in.
    private func callStake(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let pool = try arguments.object()
        let payment = try arguments.coin()
        let nodeID = name == "staking::stake_for_node" ? try arguments.string() : ""
        let forNode = name == "staking::increase_stake" || name == "staking::restake" ? try arguments.bool() : false
        try arguments.clock()
        try arguments.finish()
        try modify(\.pools, pool) { pool throws(Abort) in
            switch name {
            case "staking::stake": try pool.stake(payment, &context)
            case "staking::stake_for_node": try pool.stakeForNode(payment, nodeID: nodeID, &context)
            case "staking::increase_stake": try pool.increaseStake(payment, forNode: forNode, &context)
            default: try pool.restake(payment, forNode: forNode, &context)
            }
        }
        return []
    }

    /// Those that the admin's capability allows.
    private func callAdmin(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let pool = try arguments.object()
        let cap = try capability(try arguments.object(), .admin, context)
        switch name {
        case "staking::withdraw_slashed":
            let amount = try arguments.uint64()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in
                try pool.withdrawSlashed(cap, amount: amount, &context)
            }
        case "staking::set_params":
            let params = try arguments.params()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in try pool.setParams(cap, params, &context) }
        case "staking::offer_cap", "staking::retract_offer":
            let kind = try arguments.uint8()
            let to = try arguments.address()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in
                if name == "staking::offer_cap" {
                    try pool.offerCap(cap, kind: kind, to: to, &context)
                } else {
                    try pool.retractOffer(cap, kind: kind, to: to, &context)
                }
            }
        case "staking::revoke_cap":
            let revoked = try arguments.address()
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in
                try pool.revokeCap(cap, revoked: revoked, &context)
            }
        case "staking::migrate":
            try arguments.finish()
            try modify(\.pools, pool) { pool throws(Abort) in try pool.migrate(cap) }
        default: throw .noFunction
        }
        return []
    }
}
