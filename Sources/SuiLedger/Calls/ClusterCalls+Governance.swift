// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `governance`.
extension ClusterCalls {
    /// Proposes to slash somebody, for a bond.
    public func proposeSlashing(_ target: Address, fraction: UInt64, evidence: [UInt8], bond: UInt64) -> Program {
        call("governance", "propose_slashing") { builder in
            let (governance, pool) = (governance(&builder), pool(&builder, writes: true))
            let coin = builder.coin(bond)
            return [
                governance, pool, coin, builder.address(target), builder.number(fraction), builder.bytes(evidence),
                builder.clock(),
            ]
        }
    }

    /// Votes, once in each round.
    public func vote(_ proposal: UInt64, support: Bool) -> Program {
        call("governance", "vote_on_proposal") { builder in
            [
                governance(&builder), pool(&builder, writes: false), builder.number(proposal), builder.bool(support),
                builder.clock(),
            ]
        }
    }

    /// Has everybody vote again, for a bond.
    public func appeal(_ proposal: UInt64, bond: UInt64) -> Program {
        call("governance", "appeal") { builder in
            let (governance, pool) = (governance(&builder), pool(&builder, writes: false))
            let coin = builder.coin(bond)
            return [governance, pool, coin, builder.number(proposal), builder.clock()]
        }
    }

    /// Does what the vote decided.
    public func executeProposal(_ proposal: UInt64) -> Program {
        call("governance", "execute_proposal") { builder in
            [governance(&builder), pool(&builder, writes: true), builder.number(proposal), builder.clock()]
        }
    }

    private func governance(_ builder: inout ProgramBuilder) -> Argument {
        shared(ids.governance, &builder, writes: true)
    }
}
