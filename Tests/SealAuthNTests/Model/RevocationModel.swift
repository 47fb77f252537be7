// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger

/// What a directory has been told, in dictionaries, and what follows from that: written down anew from the design, so that it shares
/// no mistake with the code under test.
struct RevocationModel {
    /// What somebody was let in as, and how.
    struct Acceptance {
        var owner: Int
        /// `nil` for a signed token.
        var slot: Int?
        var tier: Tier
        /// When the review began.
        var began: UInt64
        /// Whether several nodes must have said so, where that is asked for.
        var mustBeConfirmed: Bool
        /// Whether there was no time left to ask.
        var isLate: Bool
    }

    static let maximumAge: UInt64 = 10_000
    /// How long a look-up's outcome is shared.
    static let sharing: UInt64 = 1000
    static let grace: [Tier: UInt64] = [.viewer: 900_000, .developer: 300_000, .admin: 60_000, .super: 0]

    /// What the tables were told.
    var copied: [ModelPart: ModelChain.State] = [:]
    /// What look-ups were told.
    private(set) var asked: [ModelPart: ModelChain.State] = [:]
    private var askedEpoch: [ModelPart: UInt64] = [:]
    /// When look-ups were last answered, and of which time: all in milliseconds of the monotonic clock and since 1970.
    private var answered: [ModelPart: (at: UInt64, timestamp: UInt64)] = [:]
    private var failed: [ModelPart: UInt64] = [:]
    private var confirmed: [ModelPart: (at: UInt64, sequence: UInt64)] = [:]
    private var confirmationFailed: [ModelPart: UInt64] = [:]
    private var heights: [UInt64: UInt64] = [:]
    /// When a part was last lied about with something that never was.
    private(set) var invented: [ModelPart: UInt64] = [:]
    private var learned: TierThresholds?
    /// The mark as everybody sees it.
    var mark = FollowMark()
    /// What a stream has left out while nobody could know, until the copy is told of it again: there the stream is trusted.
    private(set) var uncertain: Set<ModelPart> = []

    // MARK: What is told.

    mutating func copy(_ state: ModelChain.State, of part: ModelPart) {
        uncertain.remove(part)
        guard state.sequence > copied[part]?.sequence ?? 0 else { return }
        copied[part] = state
    }

    /// The tables are empty; what was looked up is still known.
    mutating func forgetCopy() { copied = [:] }

    /// The copy claims to have come further than it has.
    mutating func distrust(_ parts: [ModelPart]) { uncertain.formUnion(parts) }

    mutating func fail(_ part: ModelPart, isConfirmation: Bool, at now: UInt64) {
        if isConfirmation { confirmationFailed[part] = now } else { failed[part] = now }
    }

    mutating func learn(_ thresholds: TierThresholds, checkpoint: UInt64, at now: UInt64) {
        if isNew(checkpoint, now) { learned = thresholds }
    }

    /// A node's answer; one that was never true teaches nothing.
    mutating func answer(
        _ part: ModelPart, _ answer: ModelNode.Answer, isConfirmation: Bool, at now: UInt64
    ) {
        let state: ModelChain.State? =
            switch answer.content {
            case .account(let account): .account(account)
            case .seal(let seal): .seal(seal)
            case .nothing, .params: nil
            }
        guard isNew(answer.freshness.checkpoint, now), answer.isTrue || state != nil else {
            return fail(part, isConfirmation: isConfirmation, at: now)
        }
        guard answer.isTrue else {
            // Whether it is believed depends on what else was said: it may have been an answer, and it may have been none.
            invented[part] = now
            return fail(part, isConfirmation: isConfirmation, at: now)
        }
        guard state?.sequence ?? 0 >= told(part)?.sequence ?? 0 else {
            return fail(part, isConfirmation: isConfirmation, at: now)
        }
        // Of one state, the furthest answer counts.
        let former = asked[part] == state ? answered[part]?.timestamp ?? 0 : 0
        answered[part] = (now, max(former, answer.freshness.timestamp))
        guard let state else { return }
        asked[part] = state
        askedEpoch[part] = max(askedEpoch[part] ?? 0, answer.freshness.epoch ?? 0)
        if isConfirmation { confirmed[part] = (now, state.sequence) }
    }

    private mutating func isNew(_ checkpoint: UInt64, _ now: UInt64) -> Bool {
        let first = heights[checkpoint] ?? now
        heights[checkpoint] = first
        return now - first <= Self.maximumAge
    }

    // MARK: What follows.

    func told(_ part: ModelPart) -> ModelChain.State? {
        guard let asked = asked[part] else { return copied[part] }
        return asked.sequence > copied[part]?.sequence ?? 0 ? asked : copied[part]
    }

    /// What the copy alone says.
    func onlyCopied(_ part: ModelPart) -> ModelChain.State? { copied[part] }

    var thresholds: TierThresholds? { mark.thresholds ?? learned }

    /// What an owner's stake is worth, alone or under a seal.
    static func tier(
        _ account: ModelChain.State?, _ seal: ModelChain.State?, needsSeal: Bool, _ thresholds: TierThresholds,
        epoch: UInt64
    ) -> Tier? {
        guard case .account(let account)? = account, account.status == 1, account.amount >= thresholds.viewer else {
            return nil
        }
        if needsSeal {
            guard case .seal(let seal)? = seal, !seal.revoked, seal.kind == 1, seal.generation == account.generation,
                seal.expiresEpoch > epoch
            else { return nil }
        }
        if account.amount >= thresholds.superuser { return .super }
        if account.amount >= thresholds.admin { return .admin }
        return account.amount >= thresholds.developer ? .developer : .viewer
    }

    /// What the directory must take a token for, at most.
    func tier(owner: Int, slot: Int?, byCopyAlone: Bool = false) -> Tier? {
        guard let thresholds else { return nil }
        let parts = slot.map { [ModelPart.account(owner), .seal($0)] } ?? [.account(owner)]
        let epochs = byCopyAlone ? [] : parts.compactMap { askedEpoch[$0] }
        let find = byCopyAlone ? onlyCopied : told
        return Self.tier(
            find(parts[0]), slot == nil ? nil : find(parts[1]), needsSeal: slot != nil, thresholds,
            epoch: max(mark.epoch ?? 0, epochs.max() ?? 0))
    }

    /// What was told of parts, for whoever reads a failure.
    func story(_ parts: [ModelPart]) -> String {
        let told = parts.map { part in
            "\(part) copied \(copied[part].map { "\($0)" } ?? "-"), asked \(asked[part].map { "\($0)" } ?? "-") "
                + "in epoch \(askedEpoch[part] ?? 0)"
        }
        return told.joined(separator: "; ") + "; epoch \(mark.epoch ?? 0)"
    }

    func copyAge(_ now: UInt64, wall: UInt64) -> UInt64? {
        guard let rose = mark.rose, let timestamp = mark.timestamp else { return nil }
        let behind = Int64(wall) - Int64(timestamp)
        return max(now - rose.nanoseconds / 1_000_000, UInt64(behind < -5000 ? -behind : max(0, behind)))
    }

    func isCopyFresh(_ now: UInt64, wall: UInt64) -> Bool {
        guard !mark.hasHole, let age = copyAge(now, wall: wall) else { return false }
        return age <= Self.maximumAge
    }

    /// How long ago, at most, a part was as it is taken to be; `nil` if there is nothing that it may be taken for.
    func age(of part: ModelPart, _ acceptance: Acceptance, _ now: UInt64, wall: UInt64) -> UInt64? {
        if isCopyFresh(now, wall: wall), copied[part] != nil || mark.isComplete { return Self.maximumAge }
        // An inquiry's own answers are as good as shared ones until it ends.
        if let answered = answered[part], now - answered.at <= Self.sharing || answered.at >= acceptance.began,
            invented[part] ?? 0 < answered.at
        {
            return Self.maximumAge + max(Self.sharing, now - answered.at)
        }
        let lie = invented[part].map { now - $0 }
        let isLied = lie.map { $0 <= Self.sharing } ?? false
        // Nobody has answered: then, and only then, what is known is believed for a while.
        guard acceptance.isLate || isLied || failed[part].map({ $0 >= acceptance.began }) ?? false else { return nil }
        let copied = copied[part] == nil ? nil : copyAge(now, wall: wall)
        let asked = answered[part].map { max(now - $0.at, wall - min(wall, $0.timestamp)) }
        let grace = Self.grace[acceptance.tier] ?? 0
        let ages = [[copied, asked].compactMap(\.self).min(), lie].compactMap(\.self)
        return ages.first { $0 <= grace || isLied }.map { $0 + Self.maximumAge + Self.sharing }
    }

    /// How long ago several nodes last said the same of a part.
    func confirmationAge(of part: ModelPart, _ now: UInt64) -> UInt64 { confirmed[part].map { now - $0.at } ?? 0 }

    /// Whether several nodes have said the same of a part, and not long ago, or cannot be asked.
    func isConfirmed(_ part: ModelPart, _ acceptance: Acceptance, _ now: UInt64) -> Bool {
        guard let confirmed = confirmed[part], confirmed.sequence == told(part)?.sequence else { return false }
        let age = now - confirmed.at
        if age <= Self.maximumAge { return true }
        guard acceptance.isLate || confirmationFailed[part].map({ $0 >= acceptance.began }) ?? false else {
            return false
        }
        return age <= Self.grace[acceptance.tier] ?? 0
    }
}
