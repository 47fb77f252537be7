// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `staking`, and what the admin and the slasher do with it.
extension ClusterCalls {
    /// A first stake: for a tier, or for a node of this name.
    public func stake(_ amount: UInt64, node: String? = nil) -> Program {
        call("staking", node == nil ? "stake" : "stake_for_node") { builder in
            let pool = pool(&builder, writes: true)
            let coin = builder.coin(amount)
            return [pool, coin] + (node.map { [builder.text($0)] } ?? []) + [builder.clock()]
        }
    }

    /// More stake.
    public func increaseStake(_ amount: UInt64, forNode: Bool) -> Program {
        call("staking", "increase_stake") { put(amount, forNode, &$0) }
    }

    /// Stake again after a slashing.
    public func restake(_ amount: UInt64, forNode: Bool) -> Program {
        call("staking", "restake") { put(amount, forNode, &$0) }
    }

    /// Part of a stake out of use; it can be withdrawn some epochs later.
    public func requestUnstake(_ amount: UInt64, forNode: Bool) -> Program {
        call("staking", "request_unstake") { builder in
            [pool(&builder, writes: true), builder.number(amount), builder.bool(forNode)]
        }
    }

    /// What has unbonded, to the sender.
    public func withdrawUnstaked(to sender: Address) -> Program {
        call("staking", "withdraw_unstaked", returnsTo: sender) { [pool(&$0, writes: true)] }
    }

    /// What a worker's score earned, to the sender.
    public func claimReward(to sender: Address) -> Program {
        call("staking", "claim_reward", returnsTo: sender) { [pool(&$0, writes: true)] }
    }

    /// Takes a fraction of all that an owner has in the pool, in hundredths of a percent.
    public func slash(_ owner: Address, fraction: UInt64, evidence: [UInt8], cap: ObjectReference) -> Program {
        call("staking", "slash") { builder in
            [
                pool(&builder, writes: true), builder.owned(cap), builder.address(owner), builder.number(fraction),
                builder.bytes(evidence),
            ]
        }
    }

    /// First step of handing a capability over.
    public func offerCapability(kind: UInt8, to recipient: Address, cap: ObjectReference) -> Program {
        call("staking", "offer_cap") { builder in
            [
                pool(&builder, writes: true), builder.owned(cap), builder.pure { $0.uint8(kind) },
                builder.address(recipient),
            ]
        }
    }

    /// Second step, by who it was offered to.
    public func acceptCapability(kind: UInt8) -> Program {
        call("staking", "accept_cap") { builder in [pool(&builder, writes: true), builder.pure { $0.uint8(kind) }] }
    }

    /// Ends a slasher's or an operator's capability.
    public func revokeCapability(_ revoked: Address, cap: ObjectReference) -> Program {
        call("staking", "revoke_cap") { builder in
            [pool(&builder, writes: true), builder.owned(cap), builder.address(revoked)]
        }
    }

    private func put(_ amount: UInt64, _ forNode: Bool, _ builder: inout ProgramBuilder) -> [Argument] {
        let pool = pool(&builder, writes: true)
        let coin = builder.coin(amount)
        return [pool, coin, builder.bool(forNode), builder.clock()]
    }
}
