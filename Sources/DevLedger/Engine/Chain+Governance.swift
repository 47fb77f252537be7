// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `governance` and `audit_anchor`.
    func callGovernance(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let id = try arguments.object()
        let poolID = try arguments.object()
        var pool = try object(\.pools, poolID)
        switch name {
        case "governance::propose_slashing":
            let bond = try arguments.coin()
            let target = try arguments.address()
            let fraction = try arguments.uint64()
            let evidence = try arguments.bytes()
            try arguments.clock()
            try arguments.finish()
            let proposal = try modify(\.governances, id) { governance throws(Abort) in
                try governance.propose(
                    bond, target: target, fraction: fraction, evidence: evidence, &pool, &context)
            }
            pools[poolID] = pool
            return [result(proposal)]
        case "governance::vote_on_proposal":
            let proposal = try arguments.uint64()
            let support = try arguments.bool()
            try arguments.clock()
            try arguments.finish()
            try modify(\.governances, id) { governance throws(Abort) in
                try governance.vote(proposal, support: support, pool, &context)
            }
        case "governance::appeal":
            let bond = try arguments.coin()
            let proposal = try arguments.uint64()
            try arguments.clock()
            try arguments.finish()
            try modify(\.governances, id) { governance throws(Abort) in
                try governance.appeal(bond, proposal, pool, &context)
            }
        case "governance::execute_proposal":
            let proposal = try arguments.uint64()
            try arguments.clock()
            try arguments.finish()
            try modify(\.governances, id) { governance throws(Abort) in
                try governance.execute(proposal, &pool, &context)
            }
            pools[poolID] = pool
        case "governance::migrate":
            let cap = try capability(try arguments.object(), .admin, context)
            try arguments.finish()
            try modify(\.governances, id) { governance throws(Abort) in try governance.migrate(pool, cap) }
        case "audit_anchor::anchor":
            let cap = try capability(try arguments.object(), .operator, context)
            let sequence = try arguments.uint64()
            let size = try arguments.uint64()
            let hash = try arguments.bytes()
            try arguments.clock()
            try arguments.finish()
            try modify(\.anchors, id) { anchor throws(Abort) in
                try anchor.anchor(sequence, size: size, hash: hash, pool, cap, &context)
            }
        case "audit_anchor::migrate":
            let cap = try capability(try arguments.object(), .admin, context)
            try arguments.finish()
            try modify(\.anchors, id) { anchor throws(Abort) in try anchor.migrate(pool, cap) }
        default: throw .noFunction
        }
        return []
    }
}
