// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Decides one token at one moment from what is known, or says what must be looked up first.
struct Finder {
    let directory: IdentityDirectory
    let now: Moment
    let mark: FollowMark
    let copy: StalenessPolicy.Copy
    private let failures: Failures
    private let isConfirmedBefore: Bool
    // Thresholds that were looked up, where the copy has none: read once, lest a round begin that needs nothing and so never ends.
    private let learned: EntryLookUps.Learned?
    // When the inquiry began, if there is one: what has arrived since is its own.
    let start: Monotonic?
    // The oldest part that is believed for want of something better; `nil` while nothing is.
    var oldest: Duration?
    // Whether something that is gone by is contradicted.
    var isDisputed = false

    /// Looks at the present; what has failed is not asked for again.
    init(
        _ directory: IdentityDirectory, at now: Moment, since start: Monotonic? = nil, without failures: Failures = [],
        isConfirmedBefore: Bool = false
    ) {
        self.start = start
        self.isConfirmedBefore = isConfirmedBefore
        self.directory = directory
        self.now = now
        self.failures = failures
        mark = directory.mark
        copy = directory.settings.staleness.copy(mark, at: now)
        learned = mark.thresholds == nil ? directory.lookUps.learned : nil
    }

    /// What the seal under a key is worth; `isBound` says whether the token is of the owner whom the seal names.
    mutating func seal(_ key: SealKey, isBound: (Address, Bytes32) -> Bool) -> Finding {
        let sight = seal(key)
        // What is wrong for ever needs no fresh look, if it is not one node alone that says so.
        if sight.isOfCopy, let fault = fault(of: sight.entry, isBound) { return .decided(.refused(fault)) }
        switch step(.seal(key), sight.word, sequence: sight.entry?.sequence) {
        case .refuse: return .decided(.refused(.unknownSeal))
        case .answer: break
        case .lookUp:
            guard failures.contains(.seal) else {
                let isKnown = sight.entry != nil
                return .open([need(.seal(key), isKnown: isKnown)] + paramsIfNeeded(isKnown: isKnown))
            }
            believe(.seal(key), sight.word, sight.entry.map { .seal($0) })
        }
        guard let seal = sight.entry else { return .decided(.refused(failures.refusal)) }
        if !sight.isOfCopy, let fault = fault(of: seal, isBound) { return .decided(.refused(fault)) }
        return owner(seal.owner, seal: (key, seal))
    }

    private func fault(of seal: Seal?, _ isBound: (Address, Bytes32) -> Bool) -> TokenRefusal? {
        guard let seal else { return nil }
        return isBound(seal.owner, seal.bind) ? Judge.fault(of: seal) : .wrongBinding
    }

    /// What an address is worth by its stake alone.
    mutating func signer(_ owner: Address) -> Finding { self.owner(owner, seal: nil) }

    private mutating func owner(_ owner: Address, seal: (key: SealKey, seal: Seal)?) -> Finding {
        let sight = account(owner)
        let account = sight.entry
        switch step(.account(owner), sight.word, sequence: account?.sequence) {
        case .refuse: return .decided(.refused(.unstaked))
        case .answer: break
        case .lookUp:
            guard failures.contains(.account) else { return .open(accountNeeds(owner, seal, isKnown: account != nil)) }
            guard let account else { return .decided(.refused(failures.refusal)) }
            believe(.account(owner), sight.word, .account(account))
        }
        guard let thresholds = mark.thresholds ?? learned?.thresholds else {
            guard failures.contains(.params) else { return .open(paramsIfNeeded(isKnown: true)) }
            return .decided(.refused(failures.refusal))
        }
        return judge(owner, seal, account, thresholds.raised(by: directory.settings.floors))
    }

    private func judge(
        _ owner: Address, _ seal: (key: SealKey, seal: Seal)?, _ account: StakeAccount?, _ thresholds: TierThresholds
    ) -> Finding {
        let standing: Standing
        if let seal {
            guard let epoch = epoch(seal.key, owner) else {
                return .decided(.refused(.ledgerUnavailable))
            }
            standing = Judge.standing(of: seal.seal, account: account, thresholds: thresholds, epoch: epoch)
        } else {
            standing = Judge.standing(of: owner, account: account, thresholds: thresholds)
        }
        guard case .good(let identity) = standing else { return .decided(standing) }
        guard !isDisputed else { return .decided(.refused(failures.refusal)) }
        if let oldest, !directory.settings.staleness.isInGrace(identity.tier, age: oldest) {
            return .decided(.refused(failures.refusal))
        }
        guard identity.tier >= .admin, directory.settings.quorum > 1, !isConfirmedBefore else {
            return .decided(standing)
        }
        return confirmed(standing, identity.tier, parts(owner, seal, account))
    }

    private typealias Part = (name: EntryName, content: EntryAnswer.Content)

    private func parts(_ owner: Address, _ seal: (key: SealKey, seal: Seal)?, _ account: StakeAccount?) -> [Part] {
        let stake: [Part] = account.map { [(.account(owner), .account($0))] } ?? []
        return stake + (seal.map { [(.seal($0.key), .seal($0.seal))] } ?? [])
    }

    /// Nodes are not trusted one by one with the high tiers: several must have said the same of each part, and not long ago.
    private func confirmed(_ standing: Standing, _ tier: Tier, _ parts: [Part]) -> Finding {
        let policy = directory.settings.staleness
        let missing = parts.filter { part in
            guard let age = confirmationAge(of: part) else { return true }
            return age > policy.maximumAge
        }
        // Thresholds make a tier as much as a stake does: one stream, or one node, that says that all cost nothing makes nobody super.
        let thresholds = agreement()
        if missing.isEmpty, thresholds == .reached { return .decided(standing) }
        guard thresholds != .outvoted else { return .decided(.refused(.unconfirmed)) }
        guard failures.contains(.confirmation) else {
            let names = missing.map(\.name) + (thresholds == .reached ? [] : [.params])
            return .open(names.map { need($0, agreement: directory.settings.quorum, isKnown: true) })
        }
        guard thresholds == .reached else { return .decided(.refused(.unconfirmed)) }
        let isInGrace = missing.allSatisfy { policy.isInGrace(tier, age: confirmationAge(of: $0)) }
        return .decided(isInGrace ? standing : .refused(.unconfirmed))
    }

    private enum Agreement {
        case reached, missing
        /// Several have just said otherwise: asking again would change nothing.
        case outvoted
    }

    /// Whether as many nodes as must have said the thresholds that are gone by, and not too long ago: that is asked once for everybody.
    private func agreement() -> Agreement {
        // Where they are gone by themselves, as they were read when this began.
        let several = mark.thresholds == nil ? learned : directory.lookUps.learned
        guard let several, let confirmed = several.confirmed else { return .missing }
        guard several.thresholds == mark.thresholds ?? several.thresholds else {
            return wasJust(confirmed) ? .outvoted : .missing
        }
        let age = now.monotonic.since(confirmed)
        return age <= directory.settings.staleness.thresholdsAge ? .reached : .missing
    }

    private func confirmationAge(of part: Part) -> Duration? {
        // One number is one state; whoever says otherwise of the copy's has not confirmed it.
        guard let found = directory.checks.confirmation(part.name), found.content == part.content else { return nil }
        return now.monotonic.since(found.at)
    }

    /// The account, and in the same breath what a high tier would need: that several nodes say the same of it and of the seal.
    private func accountNeeds(
        _ owner: Address, _ seal: (key: SealKey, seal: Seal)?, isKnown: Bool
    ) -> [Finding.Need] {
        // A stranger's seal is somebody's; an address that merely signed something may be anybody's.
        let isKnown = isKnown || seal != nil
        let quorum = quorumOfNeeds
        var needs = [need(.account(owner), agreement: quorum, isKnown: isKnown)]
        needs +=
            quorum > 1 && agreement() == .missing
            ? [need(.params, agreement: quorum, isKnown: isKnown)] : paramsIfNeeded(isKnown: isKnown)
        guard quorum > 1, let seal else { return needs }
        let part: Part = (.seal(seal.key), .seal(seal.seal))
        let age = confirmationAge(of: part)
        if age.map({ $0 > directory.settings.staleness.maximumAge }) ?? true {
            needs.append(need(part.0, agreement: quorum, isKnown: true))
        }
        return needs
    }

    /// How many nodes must agree on what is asked for: one, where nobody confirms, or it was done before.
    private var quorumOfNeeds: Int {
        failures.contains(.confirmation) || isConfirmedBefore ? 1 : directory.settings.quorum
    }

    /// The thresholds, at the cost of whoever they are asked for: no stranger uses up what is for those who are known.
    private func paramsIfNeeded(isKnown: Bool) -> [Finding.Need] {
        guard mark.thresholds == nil, learned == nil, !failures.contains(.params) else {
            return []
        }
        let quorum = quorumOfNeeds
        return [need(.params, agreement: quorum, isKnown: isKnown)]
    }

    private func need(_ name: EntryName, agreement: Int = 1, isKnown: Bool) -> Finding.Need {
        Finding.Need(lookUp: LookUp(name: name, agreement: agreement), isKnown: isKnown)
    }
}
