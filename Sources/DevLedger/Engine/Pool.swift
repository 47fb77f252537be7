// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The pool of a cluster: the contracts' `staking`, its state and what others ask of it.
struct Pool {
    static let module = "staking"

    let id: Address
    var version: UInt64 = 1
    var params = Tiers.defaultParams
    let stakes = Table<Address, StakeAccount>()
    let nodes = Table<String, Address>()
    var vault: UInt64 = 0
    var slashed: UInt64 = 0
    var rewards = Rewards()
    let evidence = Table<[UInt8], Address>()
    let holds = Table<Address, UInt64>()
    var eligible: UInt64 = 0
    var eligibleBefore: UInt64 = 0
    var eligibleEpoch: UInt64
    var slashEpoch: UInt64
    var slashedInEpoch: UInt64 = 0
    var rights: Rights
    var number: UInt64 = 0

    /// What the first admin's capability is, is the caller's to know.
    init(id: Address, admin: Address, _ context: inout CallContext) {
        self.id = id
        eligibleEpoch = context.epoch
        slashEpoch = context.epoch
        rights = Rights(admin: admin)
        paramsChanged(&context)
        capChanged(.admin, .granted, cap: admin, holder: context.sender, &context)
    }

    // MARK: Checks

    func checkVersion() throws(Abort) { try require(version == 1, Self.module, "EWrongVersion") }

    /// A capability of this cluster that counts.
    func check(_ cap: Capability) throws(Abort) {
        try require(cap.cluster == id, Self.module, "EWrongCluster")
        try checkVersion()
        try rights.check(cap.kind, cap.id)
    }

    func account(_ owner: Address) throws(Abort) -> StakeAccount {
        try checkVersion()
        guard let account = stakes[owner] else { throw Abort(Self.module, "ENotStaked") }
        return account
    }

    // MARK: Views

    func hasAccount(_ owner: Address) throws(Abort) -> Bool {
        try checkVersion()
        return stakes.contains(owner)
    }

    func tier(_ owner: Address) throws(Abort) -> UInt8 {
        try checkVersion()
        guard let account = stakes[owner], account.isActive else { return 0 }
        return Tiers.tier(params.thresholds, account.amount)
    }

    func isNodeStaked(_ owner: Address) throws(Abort) -> Bool {
        try checkVersion()
        guard let account = stakes[owner], account.isActive else { return false }
        return account.nodeAmount >= Tiers.requiredWorkerStake(params.workerMinimum, score: account.score)
    }

    func stakePower(_ owner: Address, now: UInt64) throws(Abort) -> UInt64 {
        let account = try account(owner)
        let held = now - min(account.sinceMilliseconds, now)
        return Tiers.power(account.votable, score: account.score, heldMilliseconds: held)
    }

    func isEvidenceUsed(_ evidence: [UInt8]) throws(Abort) -> Bool {
        try checkVersion()
        return self.evidence.contains(evidence)
    }

    func eligibleStake(_ epoch: UInt64) throws(Abort) -> UInt64 {
        try checkVersion()
        return eligibleEpoch == epoch ? eligibleBefore : eligible
    }

    func votingStake(_ owner: Address, _ epoch: UInt64) throws(Abort) -> UInt64 {
        try checkVersion()
        guard let account = stakes[owner], account.weightEpoch < epoch else { return 0 }
        return account.votable
    }

    // MARK: Events

    mutating func next() -> UInt64 {
        number += 1
        return number
    }

    /// Every change of an account ends here: totals, number, event.
    mutating func changed(
        _ owner: Address, _ account: StakeAccount, before: UInt64, _ cause: Cause, evidence: [UInt8] = [],
        _ context: inout CallContext
    ) {
        if eligibleEpoch != context.epoch {
            eligibleBefore = eligible
            eligibleEpoch = context.epoch
        }
        eligible = eligible - before + account.votable
        var account = account
        account.sequence = next()
        stakes[owner] = account
        context.emit(
            .stakeChanged(
                StakeChanged(
                    cluster: id, number: number, owner: owner, account: account, cause: cause.rawValue,
                    evidence: evidence)))
    }

    mutating func paramsChanged(_ context: inout CallContext) {
        context.emit(.paramsChanged(ParamsChanged(cluster: id, number: next(), params: params)))
    }

    mutating func capChanged(
        _ kind: CapabilityKind, _ state: CapabilityState, cap: Address?, holder: Address?, _ context: inout CallContext
    ) {
        let event = CapChanged(
            cluster: id, number: next(), kind: kind.rawValue, state: state.rawValue, cap: cap, holder: holder)
        context.emit(.capChanged(event))
    }

    mutating func fundsChanged(_ context: inout CallContext) {
        let event = FundsChanged(
            cluster: id, number: next(), slashed: slashed, pot: rewards.pot, rewardIndex: rewards.index,
            totalWeight: rewards.totalWeight)
        context.emit(.fundsChanged(event))
    }
}

extension Pool {
    /// Why an account changed.
    enum Cause: UInt8 {
        case staked = 1
        case increased = 2
        case unstakeRequested = 3
        case withdrawn = 4
        case restaked = 5
        case slashed = 6
        case scored = 7
    }

    /// What became of a capability.
    enum CapabilityState: UInt8 {
        case offered = 1
        case retracted = 2
        case granted = 3
        case revoked = 4
    }
}
