// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

// The calls of `staking` that a capability allows, and what other modules do to a pool.
extension Pool {
    mutating func slash(
        _ cap: Capability, owner: Address, fraction: UInt64, evidence: [UInt8], _ context: inout CallContext
    ) throws(Abort) {
        try check(cap)
        try require(fraction <= params.slashFraction, Self.module, "EInvalidFraction")
        let taken = try take(owner, fraction, evidence, &context)
        if slashEpoch != context.epoch {
            slashEpoch = context.epoch
            slashedInEpoch = 0
        }
        slashedInEpoch = try sum(slashedInEpoch, taken, Self.module)
        try require(slashedInEpoch <= params.slasherEpochLimit, Self.module, "EEpochLimit")
    }

    /// Slashes all that the account has and sets it apart.
    @discardableResult
    mutating func take(
        _ owner: Address, _ fraction: UInt64, _ evidence: [UInt8], _ context: inout CallContext
    ) throws(Abort) -> UInt64 {
        try checkVersion()
        try require((1...Tiers.whole).contains(fraction), Self.module, "EInvalidFraction")
        try require(evidence.count == 32, Self.module, "EInvalidEvidence")
        try require(!self.evidence.contains(evidence), Self.module, "EEvidenceUsed")
        var account = try account(owner)
        let before = account.votable
        let taken = try account.slash(fraction)
        try require(taken > 0, Self.module, "EInsufficientStake")
        self.evidence[evidence] = owner
        vault -= taken
        slashed = try sum(slashed, taken, Self.module)
        if rewards.hasShare(owner) { rewards.setWeight(owner, 0) }
        changed(owner, account, before: before, .slashed, evidence: evidence, &context)
        fundsChanged(&context)
        return taken
    }

    mutating func withdrawSlashed(_ cap: Capability, amount: UInt64, _ context: inout CallContext) throws(Abort) {
        try check(cap)
        try require(amount > 0, Self.module, "EZeroAmount")
        try require(amount <= slashed, Self.module, "EInsufficientStake")
        slashed -= amount
        try rewards.fund(amount)
        fundsChanged(&context)
    }

    mutating func setParams(_ cap: Capability, _ params: ClusterParams, _ context: inout CallContext) throws(Abort) {
        try check(cap)
        self.params = params
        paramsChanged(&context)
    }

    mutating func offerCap(
        _ cap: Capability, kind: UInt8, to: Address, _ context: inout CallContext
    ) throws(Abort) {
        try check(cap)
        try rights.offer(kind, to: to)
        capChanged(try Rights.kind(kind), .offered, cap: nil, holder: to, &context)
    }

    mutating func retractOffer(
        _ cap: Capability, kind: UInt8, to: Address, _ context: inout CallContext
    ) throws(Abort) {
        try check(cap)
        let kind = try rights.close(kind, to: to)
        capChanged(kind, .retracted, cap: nil, holder: to, &context)
    }

    /// Returns the capability that the sender has from here on.
    mutating func acceptCap(kind: UInt8, _ context: inout CallContext) throws(Abort) -> Capability {
        try checkVersion()
        let kind = try rights.close(kind, to: context.sender)
        let granted = Capability(id: context.nextID(), kind: kind, cluster: id, holder: context.sender)
        if let replaced = try rights.grant(kind, granted.id) {
            capChanged(kind, .revoked, cap: replaced, holder: nil, &context)
        }
        capChanged(kind, .granted, cap: granted.id, holder: context.sender, &context)
        return granted
    }

    mutating func revokeCap(_ cap: Capability, revoked: Address, _ context: inout CallContext) throws(Abort) {
        try check(cap)
        let kind = try rights.revoke(revoked)
        capChanged(kind, .revoked, cap: revoked, holder: nil, &context)
    }

    mutating func migrate(_ cap: Capability) throws(Abort) {
        try require(version < 1, Self.module, "ENotAnUpgrade")
        try require(cap.cluster == id, Self.module, "EWrongCluster")
        try rights.check(.admin, cap.id)
        version = 1
    }

    // MARK: For other modules

    mutating func forfeit(_ bond: UInt64, _ context: inout CallContext) throws(Abort) {
        try checkVersion()
        slashed = try sum(slashed, bond, Self.module)
        fundsChanged(&context)
    }

    mutating func hold(_ owner: Address) throws(Abort) {
        try checkVersion()
        holds[owner] = (holds[owner] ?? 0) + 1
    }

    mutating func release(_ owner: Address) throws(Abort) {
        try checkVersion()
        holds[owner] = (holds[owner] ?? 1) - 1
    }

    mutating func setScore(
        _ owner: Address, _ score: UInt64, isRewarded: Bool, _ context: inout CallContext
    ) throws(Abort) {
        var account = try account(owner)
        let before = account.votable
        account.score = score
        rewards.setWeight(owner, isRewarded && account.isActive ? score : 0)
        changed(owner, account, before: before, .scored, &context)
    }
}
