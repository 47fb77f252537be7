// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

// The calls of `staking` that anybody makes for itself. Each mirrors its Move function, check by check.
extension Pool {
    mutating func stake(_ payment: UInt64, _ context: inout CallContext) throws(Abort) {
        try checkVersion()
        var account = stakes[context.sender] ?? .empty
        try require(!account.isSlashed, Self.module, "ESlashed")
        try require(account.amount == 0, Self.module, "EAlreadyStaked")
        try require(payment >= params.thresholds.viewer, Self.module, "EBelowMinimum")
        try put(payment, into: &account, forNode: false, .staked, &context)
    }

    mutating func stakeForNode(_ payment: UInt64, nodeID: String, _ context: inout CallContext) throws(Abort) {
        try require(Names.isLabel(nodeID), Self.module, "EInvalidNodeId")
        try checkVersion()
        var account = stakes[context.sender] ?? .empty
        if let owner = nodes[nodeID] {
            try require(owner == context.sender, Self.module, "ENodeTaken")
        } else {
            nodes[nodeID] = context.sender
        }
        if let known = account.nodeID {
            try require(known == nodeID, Self.module, "EOtherNode")
        } else {
            account.nodeID = nodeID
        }
        try require(!account.isSlashed, Self.module, "ESlashed")
        try require(account.nodeAmount == 0, Self.module, "EAlreadyStaked")
        try require(payment >= params.workerMinimum, Self.module, "EBelowMinimum")
        try put(payment, into: &account, forNode: true, .staked, &context)
    }

    mutating func increaseStake(_ payment: UInt64, forNode: Bool, _ context: inout CallContext) throws(Abort) {
        try require(payment > 0, Self.module, "EZeroAmount")
        var account = try account(context.sender)
        try require(!account.isSlashed, Self.module, "ESlashed")
        try require(account.bucket(forNode) > 0, Self.module, "ENotStaked")
        try put(payment, into: &account, forNode: forNode, .increased, &context)
    }

    mutating func requestUnstake(_ amount: UInt64, forNode: Bool, _ context: inout CallContext) throws(Abort) {
        try require(amount > 0, Self.module, "EZeroAmount")
        var account = try account(context.sender)
        let before = account.votable
        try require(amount <= account.bucket(forNode), Self.module, "EInsufficientStake")
        account.unbond(amount, forNode: forNode, until: context.epoch + params.unbondingEpochs)
        if forNode && rewards.hasShare(context.sender) { rewards.setWeight(context.sender, 0) }
        changed(context.sender, account, before: before, .unstakeRequested, &context)
    }

    mutating func withdrawUnstaked(_ context: inout CallContext) throws(Abort) -> UInt64 {
        var account = try account(context.sender)
        try require((holds[context.sender] ?? 0) == 0, Self.module, "EHeld")
        let before = account.votable
        try require(account.unbonding > 0, Self.module, "ENothingUnbonding")
        try require(context.epoch >= account.unbondEpoch, Self.module, "EStillUnbonding")
        let paid = account.payOut()
        vault -= paid
        changed(context.sender, account, before: before, .withdrawn, &context)
        return paid
    }

    mutating func restake(_ payment: UInt64, forNode: Bool, _ context: inout CallContext) throws(Abort) {
        try require(payment > 0, Self.module, "EZeroAmount")
        var account = try account(context.sender)
        let before = account.votable
        let minimum = forNode ? params.workerMinimum : params.thresholds.viewer
        try require(account.isSlashed, Self.module, "ENotSlashed")
        try require(!forNode || account.nodeID != nil, Self.module, "ENotStaked")
        let held = try sum(account.bucket(forNode), payment, Self.module)
        try require(held >= minimum, Self.module, "EBelowMinimum")
        vault = try sum(vault, payment, Self.module)
        account.put(payment, forNode: forNode, now: context.milliseconds, epoch: context.epoch)
        account.sinceMilliseconds = context.milliseconds
        changed(context.sender, account, before: before, .restaked, &context)
    }

    mutating func claimReward(_ context: inout CallContext) throws(Abort) -> UInt64 {
        try checkVersion()
        let due = try rewards.claim(context.sender)
        let event = RewardClaimed(
            cluster: id, number: next(), owner: context.sender, amount: due, pot: rewards.pot)
        context.emit(.rewardClaimed(event))
        return due
    }

    private mutating func put(
        _ payment: UInt64, into account: inout StakeAccount, forNode: Bool, _ cause: Cause,
        _ context: inout CallContext
    ) throws(Abort) {
        let before = account.votable
        // All accounts are in the vault: what fits there fits into each of them.
        vault = try sum(vault, payment, Self.module)
        account.put(payment, forNode: forNode, now: context.milliseconds, epoch: context.epoch)
        changed(context.sender, account, before: before, cause, &context)
    }
}
