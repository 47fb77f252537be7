// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SuiLedger

/// What a staker does with SUI.
enum StakeCommands {
    private static let amount = Operand("AMOUNT", "how much, such as 2.5SUI")
    private static let node = Setting(
        "node-name", key: "", group: "Stake", ValueKind<String>.text("NAME", atMost: 63).optional, fallback: nil,
        isFlagOnly: true, "Puts the stake down for a node of this name instead of for a tier.")
    private static let forNode = Setting(
        "for-node", key: "", group: "Stake", .boolean, fallback: false, isFlagOnly: true,
        "Means the stake put down for a node instead of that for a tier.")

    static let all: [Command] = [
        .sending(
            ["stake"], "Locks SUI; more goes on top of what there is.", operands: [amount], settings: [node],
            details: "0.5 SUI make a viewer, 2 a developer, 5 an admin, 10 a super; a node takes 1.",
            stake),
        .sending(
            ["unstake"], "Takes stake out of use; it can be withdrawn some epochs later.",
            operands: [Operand("AMOUNT", "how much, such as 2.5SUI, or `all`")], settings: [forNode], unstake),
        .sending(["withdraw"], "Pays out what has unbonded.") { _, sender throws(CommandFailure) in
            try sender.session.calls().withdrawUnstaked(to: sender.signer.address)
        },
        .sending(["claim"], "Pays out what a worker earned.") { _, sender throws(CommandFailure) in
            try sender.session.calls().claimReward(to: sender.signer.address)
        },
        .sending(
            ["restake"], "Comes back after a slashing; old seals stay dead.", operands: [amount], settings: [forNode]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().restake(
                try invocation.operand(0, "AMOUNT", .mist), forNode: try invocation(forNode))
        },
    ]

    @Sendable private static func stake(_ invocation: Invocation, _ sender: Sender) throws(CommandFailure) -> Program {
        let amount = try invocation.operand(0, "AMOUNT", ValueKind<UInt64>.mist)
        let node = try invocation(node)
        let calls = try sender.session.calls()
        // A first stake and more stake are two functions; who stakes need not know.
        let account = try sender.session.account(of: sender.signer.address)
        let known = (node == nil ? account?.amount : account?.nodeAmount) ?? 0
        return known > 0 ? calls.increaseStake(amount, forNode: node != nil) : calls.stake(amount, node: node)
    }

    @Sendable private static func unstake(
        _ invocation: Invocation, _ sender: Sender
    ) throws(CommandFailure) -> Program {
        let forNode = try invocation(forNode)
        let calls = try sender.session.calls()
        guard invocation.operands[0] == "all" else {
            return calls.requestUnstake(try invocation.operand(0, "AMOUNT", .mist), forNode: forNode)
        }
        let account = try sender.session.account(of: sender.signer.address)
        return calls.requestUnstake((forNode ? account?.nodeAmount : account?.amount) ?? 0, forNode: forNode)
    }
}
