// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger

/// What somebody may be asked for: an account by its owner, or a seal by its slot.
enum ModelPart: Hashable {
    case account(Int)
    case seal(Int)
}

/// A chain with four checkpoints per second: all that ever happened, and what stood at each height.
struct ModelChain {
    enum State: Hashable {
        case account(StakeAccount)
        case seal(Seal)

        var sequence: UInt64 {
            switch self {
            case .account(let account): account.sequence
            case .seal(let seal): seal.sequence
            }
        }
    }

    /// Something that happened, and its number among the events of its object.
    struct Change {
        let height: UInt64
        let number: UInt64
        /// `nil` where the parameters changed.
        let part: ModelPart?
        let state: State?
        let thresholds: TierThresholds?
    }

    static let sui: UInt64 = 1_000_000_000
    static let first: UInt64 = 1000
    static let checkpointNanoseconds: UInt64 = 250_000_000
    private static let amounts: [UInt64] = [1, 2, 4, 8, 12, 20, 24, 40, 60].map { $0 * sui / 4 }

    private(set) var changes: [Change] = []
    private(set) var history: [ModelPart: [(height: UInt64, state: State)]] = [:]
    private(set) var params: [(height: UInt64, thresholds: TierThresholds)]
    private(set) var epochs: [(height: UInt64, epoch: UInt64)] = [(0, 5)]
    private var poolNumber: UInt64 = 0
    private var sealNumber: UInt64 = 0
    private var usedSlots = 0
    private var sealIDs: UInt8 = 100

    init() { params = [(0, Self.thresholds(2, 8, 20, 40))] }

    private static func thresholds(_ quarters: UInt64...) -> TierThresholds {
        TierThresholds(
            viewer: quarters[0] * sui / 4, developer: quarters[1] * sui / 4, admin: quarters[2] * sui / 4,
            superuser: quarters[3] * sui / 4)
    }

    /// The last checkpoint at a time since the start.
    static func height(at truth: UInt64) -> UInt64 { first + truth / checkpointNanoseconds }

    /// When a checkpoint was made, in milliseconds since 1970.
    static func timestamp(of height: UInt64) -> UInt64 { ModelTokens.start + (height - first) * 250 }

    func state(of part: ModelPart, at height: UInt64) -> State? {
        history[part]?.last { $0.height <= height }?.state
    }

    /// Whose a seal is, since it was minted.
    func owner(ofSlot slot: Int) -> Int? {
        guard case .seal(let seal)? = history[.seal(slot)]?.last?.state else { return nil }
        return ModelTokens.all?.ownerOfAddress[seal.owner]
    }

    func epoch(at height: UInt64) -> UInt64 { epochs.last { $0.height <= height }?.epoch ?? 0 }

    func thresholds(at height: UInt64) -> TierThresholds {
        (params.last { $0.height <= height } ?? params[0]).thresholds
    }

    /// How many of the objects' events there were up to a height.
    func numbers(at height: UInt64) -> (pool: UInt64, seals: UInt64) {
        var numbers: (pool: UInt64, seals: UInt64) = (0, 0)
        for change in changes {
            guard change.height <= height else { break }
            if case .seal? = change.part { numbers.seals = change.number } else { numbers.pool = change.number }
        }
        return numbers
    }

    /// Every state that an entry had from a height on, and `nil` for the time before it was there.
    func states(of part: ModelPart, since height: UInt64) -> [State?] {
        [state(of: part, at: height)] + (history[part] ?? []).filter { $0.height > height }.map { $0.state }
    }

    // MARK: What happens.

    /// Lets something happen, to be seen from this height on; says what.
    mutating func happen(at height: UInt64, using dice: inout ModelDice) -> String {
        let owner = dice.below(ModelTokens.owners)
        guard case .account(var account)? = history[.account(owner)]?.last?.state else {
            return change(owner, Self.account(Self.amounts[dice.below(Self.amounts.count)]), height, "stakes")
        }
        switch dice.below(24) {
        case 0..<4:
            account.amount = Self.amounts[dice.below(Self.amounts.count)]
            account.status = account.status == 3 ? 3 : 1
            return change(owner, account, height, "has \(account.amount) staked")
        case 4..<6:
            (account.amount, account.status) = (0, account.status == 3 ? 3 : 2)
            return change(owner, account, height, "unstakes")
        case 6..<10:
            account.amount -= account.amount / 10
            account.generation += 1
            account.status = 3
            return change(owner, account, height, "is slashed")
        case 10..<13 where account.status != 1:
            (account.amount, account.status) = (Self.amounts[4 + dice.below(5)], 1)
            return change(owner, account, height, "stakes again")
        case 13..<19: return mint(owner, account, height, using: &dice)
        case 19..<21: return changeSeal(height, using: &dice)
        case 21:
            let isHigh = dice.one(in: 2)
            let thresholds = isHigh ? Self.thresholds(3, 12, 24, 48) : Self.thresholds(2, 8, 20, 40)
            poolNumber += 1
            params.append((height, thresholds))
            changes.append(Change(height: height, number: poolNumber, part: nil, state: nil, thresholds: thresholds))
            return "tiers ask for \(isHigh ? "more" : "less")"
        case 22:
            epochs.append((height, (epochs.last?.epoch ?? 0) + 1))
            return "an epoch begins"
        default:
            account.score = UInt64(dice.below(90) + 10)
            return change(owner, account, height, "is scored")
        }
    }

    private static func account(_ amount: UInt64) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: 0, unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
            sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: nil, sequence: 0, ext: [])
    }

    private mutating func change(_ owner: Int, _ account: StakeAccount, _ height: UInt64, _ what: String) -> String {
        poolNumber += 1
        var account = account
        account.sequence = poolNumber
        note(.account(owner), .account(account), poolNumber, height)
        return "owner \(owner) \(what) at \(height), number \(poolNumber)"
    }

    private mutating func note(_ part: ModelPart, _ state: State, _ number: UInt64, _ height: UInt64) {
        history[part, default: []].append((height, state))
        changes.append(Change(height: height, number: number, part: part, state: state, thresholds: nil))
    }

    private mutating func note(_ seal: Seal, slot: Int, _ height: UInt64) {
        sealNumber += 1
        var seal = seal
        seal.sequence = sealNumber
        note(.seal(slot), .seal(seal), sealNumber, height)
    }

    private mutating func mint(
        _ owner: Int, _ account: StakeAccount, _ height: UInt64, using dice: inout ModelDice
    ) -> String {
        guard usedSlots < ModelTokens.slots, let tokens = ModelTokens.all else { return "no secret is left" }
        usedSlots += 1
        sealIDs += 1
        let seal = Seal(
            sealID: Address(sealIDs), owner: tokens.addresses[owner], kind: dice.one(in: 12) ? 2 : 1,
            generation: account.generation, bind: tokens.binds[usedSlots - 1][owner],
            permissions: dice.one(in: 3) ? ["pods:read"] : [], namespaces: [], issuedMilliseconds: 0,
            expiresEpoch: (epochs.last?.epoch ?? 0) + dice.within(1...8), revoked: false, sequence: 0, ext: [])
        note(seal, slot: usedSlots - 1, height)
        return "owner \(owner) mints \(usedSlots - 1) at \(height), number \(sealNumber)"
    }

    /// Revokes a seal, or gives it a new secret.
    private mutating func changeSeal(_ height: UInt64, using dice: inout ModelDice) -> String {
        let slot = max(0, usedSlots - 1 - dice.below(5))
        guard let tokens = ModelTokens.all, case .seal(var seal)? = history[.seal(slot)]?.last?.state, !seal.revoked,
            let owner = tokens.ownerOfAddress[seal.owner]
        else { return "no seal changes" }
        seal.revoked = true
        note(seal, slot: slot, height)
        guard usedSlots < ModelTokens.slots, dice.one(in: 2) else {
            return "seal \(slot) is revoked at \(height), number \(sealNumber)"
        }
        usedSlots += 1
        (seal.revoked, seal.bind) = (false, tokens.binds[usedSlots - 1][owner])
        seal.expiresEpoch = (epochs.last?.epoch ?? 0) + dice.within(1...8)
        note(seal, slot: usedSlots - 1, height)
        return "seal \(slot) becomes \(usedSlots - 1) at \(height), number \(sealNumber)"
    }

    /// How many secrets are in use.
    var slots: Int { usedSlots }
}
