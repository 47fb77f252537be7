// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import SuiLedger

@testable import SealAuthN

/// A chain, a copy of it, nodes and reviews, moved by chance and held against ``RevocationModel``: all in one thread.
struct RevocationWorld: ~Copyable {
    /// What kind of world it is.
    enum Kind: String, CaseIterable, Sendable {
        /// Nodes are honest, if slow, late and absent; clocks are right.
        case honest
        /// The same, and the wall clock steps by up to four seconds.
        case skewed
        /// One of three nodes lies about the past and about the time, but makes up no history.
        case lying
        /// One of three nodes makes up history.
        ///
        /// A single node that invents a higher number for an account may get a viewer or developer in while the copy is outdated: that
        /// much trust the design states. So only admin and super, which two nodes must vouch for, are held to the rules; and everybody
        /// whose entries the copy has, or would have, once it has been fresh for ten seconds after the lie.
        case inventing
    }

    private struct Pending {
        let part: ModelPart?
        let isConfirmation: Bool
        let answer: Result<ModelNode.Answer, LedgerError>
        let deadline: UInt64
        let completion: @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    }

    private struct Review {
        let owner: Int
        let slot: Int?
        let began: UInt64
        let deadline: UInt64
    }

    /// An identity that was given out, and is asked about again.
    private struct Again {
        let identity: Identity
        let began: UInt64
        let deadline: UInt64
    }

    let kind: Kind
    let quorum: Int
    private let tokens: ModelTokens
    private var dice: ModelDice
    private var chain = ModelChain()
    private var follower = ModelFollower()
    private var nodes: [ModelNode]
    private var model = RevocationModel()
    private let source = ModelSource()
    private let clock: Locked<Moment>
    private let directory: IdentityDirectory
    private var authenticator: SealAuthenticator

    /// Nanoseconds since the start, as they truly are.
    private var truth: UInt64 = 0
    private var offset: Int64 = 0
    private var isStopped = false
    private var streamLag: UInt64 = 0
    private var isEmptying = false
    private var pending: [Pending] = []
    private var reviews: [Int: Review] = [:]
    private var nextReview = 0
    private let decided = Locked<[(Int, Authentication)]>([])
    private var given: [Identity] = []
    private var again: [Int: Again] = [:]
    private let decidedAgain = Locked<[(Int, Standing)]>([])

    /// What was done how often.
    private(set) var counts: [String: Int] = [:]
    /// What was done last.
    private(set) var log: [String] = []
    /// What must not have been.
    private(set) var failure: String?

    private static let base: UInt64 = 1_000_000_000_000

    init(_ kind: Kind, seed: UInt64, _ tokens: ModelTokens) throws {
        var dice = ModelDice(state: seed &* 0x9e37_79b9 &+ UInt64(Kind.allCases.firstIndex(of: kind) ?? 0))
        let isAlone = dice.one(in: 2) && kind != .inventing
        self.dice = dice
        self.kind = kind
        self.tokens = tokens
        quorum = isAlone ? 1 : 2
        nodes = [ModelNode(), ModelNode(), ModelNode()]
        let clock = Locked(
            Moment(
                monotonic: Monotonic(nanoseconds: Self.base),
                wall: WallTime(nanoseconds: Int64(ModelTokens.start) * 1_000_000)))
        self.clock = clock
        var settings = DirectorySettings(cluster: ModelTokens.cluster)
        settings.quorum = quorum
        let board = follower.board
        let directory = IdentityDirectory(
            settings, tables: follower.tables, mark: { board.withLock { $0 } }, source: source,
            clock: { clock.withLock { $0 } })
        self.directory = directory
        authenticator = try SealAuthenticator(directory)
        for _ in 0..<12 { _ = chain.happen(at: ModelChain.first, using: &self.dice) }
    }

    // MARK: Time.

    private var tip: UInt64 { ModelChain.height(at: truth) }
    private var now: Moment {
        Moment(
            monotonic: Monotonic(nanoseconds: Self.base + truth),
            wall: WallTime(nanoseconds: Int64(ModelTokens.start) * 1_000_000 + Int64(truth) + offset))
    }
    /// In milliseconds, as the model counts.
    private var milliseconds: UInt64 { now.monotonic.nanoseconds / 1_000_000 }
    private var wall: UInt64 { UInt64(now.wall.nanoseconds / 1_000_000) }

    private mutating func pass(_ milliseconds: UInt64) {
        truth += milliseconds * 1_000_000
        let now = now
        clock.withLock { $0 = now }
        // A pool calls back in time, whatever its nodes do.
        while let late = pending.firstIndex(where: { $0.deadline <= truth }) {
            let ask = pending.remove(at: late)
            deliver(ask, .failure(LedgerError(.timeout, "")))
        }
    }

    // MARK: Steps.

    /// Lets one thing happen.
    mutating func step() {
        switch dice.below(100) {
        case 0..<9: say("chain", chain.happen(at: tip + 1, using: &dice))
        case 9..<28: passTime()
        case 28..<44: follow()
        case 44..<50: follower.show(); see("mark")
        case 50..<55: changeCopy()
        case 55..<60: changeNode()
        case 60..<78: answerOne()
        case 78..<90: reviewSeal()
        case 90..<96: reviewSigned()
        default: askAgain()
        }
        takeQuestions()
    }

    private mutating func say(_ kind: String, _ what: String) {
        counts[kind, default: 0] += 1
        if log.count >= 60 { log.removeFirst(30) }
        log.append("\(truth / 1_000_000) ms, \(kind): \(what)")
    }

    private mutating func passTime() {
        if kind == .skewed, dice.one(in: 12) {
            offset = Int64(dice.within(0...8000)) * 1_000_000 - 4_000_000_000
            say("clock", "off by \(offset / 1_000_000) ms")
        }
        let chance = dice.below(200)
        let time =
            switch chance {
            case 0..<120: dice.within(0...400)
            case 120..<170: dice.within(400...2500)
            case 170..<196: dice.within(2500...12_000)
            case 196..<199: dice.within(12_000...90_000)
            default: dice.within(90_000...600_000)
            }
        pass(time)
        say("time", "\(time) ms pass, tip \(tip)")
    }

    private mutating func follow() {
        guard follower.isFollowing, !isStopped else { return }
        let target = tip - min(tip, streamLag)
        let leavesOut = dice.one(in: 12)
        let taken = follower.advance(chain, to: target, leavesOut: leavesOut, now: now.monotonic)
        for (part, state) in taken { model.copy(state, of: part) }
        say("follow", "to \(target), \(taken.map { "\($0.part) \($0.state.sequence)" })\(leavesOut ? ", not all" : "")")
        // Now and then somebody looks between the tables and the mark.
        if !dice.one(in: 4) { follower.show() }
        see("follow")
    }

    /// The model sees the mark that everybody sees.
    private mutating func see(_ kind: String) {
        let mark = follower.board.withLock { $0 }
        model.mark = mark
        let parts = follower.missing.compactMap { change in
            mark.hasHole || mark.checkpoint ?? 0 < change.height ? nil : change.part
        }
        model.distrust(parts)
        if kind == "mark" { say("mark", "\(mark.checkpoint ?? 0), hole \(mark.hasHole), complete \(mark.isComplete)") }
    }

    private mutating func changeCopy() {
        switch dice.below(16) {
        case 0..<3:
            isStopped.toggle()
            say("stop", "\(isStopped)")
        case 3..<5:
            streamLag = dice.one(in: 3) ? dice.within(0...80) : dice.within(0...4)
            say("lag", "\(streamLag)")
        case 5..<8 where !follower.missing.isEmpty:
            for (part, state) in follower.fill(chain, now: now.monotonic) { model.copy(state, of: part) }
            follower.show()
            see("fill")
            say("fill", "")
        case 8:
            follower.interrupt()
            follower.show()
            see("interrupt")
            say("interrupt", "")
        case 9 where isEmptying || dice.one(in: 4): forget()
        default:
            if isEmptying { return forget() }
            guard follower.isFollowing else {
                for (part, state) in follower.begin(chain, at: tip, now: now.monotonic, using: &dice) {
                    model.copy(state, of: part)
                }
                say("begin", "at \(follower.height)")
                return
            }
            let listed = follower.complete(chain)
            for (part, state) in listed { model.copy(state, of: part) }
            follower.show()
            see("complete")
            say("complete", "\(listed.count)")
        }
    }

    /// First the mark, then, after a while, the tables.
    private mutating func forget() {
        guard isEmptying else {
            isEmptying = true
            follower.forget()
            see("forget")
            return say("forget", "the mark")
        }
        isEmptying = false
        follower.tables.removeAll()
        model.forgetCopy()
        say("forget", "the tables")
    }

    private mutating func changeNode() {
        let index = dice.below(nodes.count)
        let lies: [ModelNode.Lie] =
            switch kind {
            case .honest, .skewed: []
            case .lying: [.staleHeader, .frozenHeight, .notFound, .sameSequence]
            case .inventing: ModelNode.Lie.allCases + [.invention, .invention]
            }
        switch dice.below(4) {
        case 0: nodes[index].lag = dice.one(in: 4) ? dice.within(0...80) : dice.within(0...30)
        case 1: nodes[index].failure = dice.one(in: 2) ? LedgerError(.unavailable, "") : LedgerError(.throttled, "")
        case 2 where !lies.isEmpty:
            // One of the three, always the same.
            nodes[0].lie = lies[dice.below(lies.count)]
            nodes[0].frozen = tip
            nodes[0].failure = nil
        default: nodes[index].failure = nil
        }
        say(
            "node",
            "\(index): behind \(nodes[index].lag), \(nodes[index].failure?.code.rawValue ?? "up"), "
                + "the first \(nodes[0].lie.map { "tells \($0)" } ?? "is honest")")
    }

    // MARK: Look-ups.

    private mutating func takeQuestions(after ended: Pending? = nil) {
        for asked in source.takeAll() {
            let part: ModelPart? =
                switch asked.name {
                case .account(let owner): tokens.ownerOfAddress[owner].map { .account($0) }
                case .seal(let key): tokens.slotOfKey[key].map { .seal($0) }
                case .params: nil
                }
            if let ended, ended.part == part, ended.isConfirmation == (asked.agreement > 1) {
                object("what has just been asked is asked again, of \(part.map { "\($0)" } ?? "the params")")
            }
            let answer = answer(part, agreement: asked.agreement)
            pending.append(
                Pending(
                    part: part, isConfirmation: asked.agreement > 1, answer: answer,
                    deadline: truth + asked.timeout.wholeNanoseconds, completion: asked.completion))
            counts["ask", default: 0] += 1
        }
    }

    /// What a pool makes of its nodes' answers: the first of one, or what two of them say.
    private mutating func answer(
        _ part: ModelPart?, agreement: Int
    ) -> Result<ModelNode.Answer, LedgerError> {
        var answers: [ModelNode.Answer] = []
        var failure = LedgerError(.unavailable, "")
        for index in nodes.indices.shuffled(using: &dice) {
            if let reason = nodes[index].failure {
                failure = reason
                continue
            }
            let new = nodes[index].answer(part, chain, tip: tip, known: part.flatMap { model.told($0) }, using: &dice)
            guard isInTime(new.freshness) else {
                failure = LedgerError(.stale, "")
                continue
            }
            answers.append(new)
            let same = answers.filter { $0.content == new.content }
            guard same.count >= agreement, var first = same.first else { continue }
            for other in same {
                first.isTrue = first.isTrue || other.isTrue
                if other.freshness.checkpoint > first.freshness.checkpoint { first.freshness = other.freshness }
            }
            return .success(first)
        }
        return .failure(answers.isEmpty ? failure : LedgerError(.disagreement, ""))
    }

    /// What `NodePool` asks of a node's own word.
    private func isInTime(_ freshness: Freshness) -> Bool {
        abs(Int64(wall) - Int64(freshness.timestamp)) <= Int64(RevocationModel.maximumAge)
    }

    /// One of those that are under way ends: not the first, nor in the order in which they began.
    private mutating func answerOne() {
        guard !pending.isEmpty else { return }
        let ask = pending.remove(at: dice.below(pending.count))
        guard case .success(let answer) = ask.answer else { return deliver(ask, ask.answer) }
        deliver(ask, isInTime(answer.freshness) ? .success(answer) : .failure(LedgerError(.stale, "")))
    }

    private mutating func deliver(_ ask: Pending, _ result: Result<ModelNode.Answer, LedgerError>) {
        let isAlone = reviews.count + again.count == 1
        switch result {
        case .success(let answer):
            if let part = ask.part {
                model.answer(part, answer, isConfirmation: ask.isConfirmation, at: milliseconds)
                say(
                    "answer",
                    "\(part): \(Self.show(answer.content)) at \(answer.freshness.checkpoint)\(answer.isTrue ? "" : ", a lie")"
                        + (ask.isConfirmation ? ", by two" : ""))
            } else if case .params(let params) = answer.content {
                model.learn(params.thresholds, checkpoint: answer.freshness.checkpoint, at: milliseconds)
                say("answer", "params")
            }
            ask.completion(.success(EntryAnswer(answer.content, answer.freshness)))
        case .failure(let error):
            if let part = ask.part { model.fail(part, isConfirmation: ask.isConfirmation, at: milliseconds) }
            say("fail", "\(ask.part.map { "\($0)" } ?? "params"): \(error.code.rawValue)")
            ask.completion(.failure(error))
        }
        judgeAll()
        // An outcome is shared; what brought nothing is not asked for again by the one who waited for it.
        takeQuestions(after: isAlone ? ask : nil)
    }

    private static func show(_ content: EntryAnswer.Content) -> String {
        switch content {
        case .nothing: "nothing"
        case .params: "params"
        case .account(let account):
            "\(account.sequence) status \(account.status) amount \(account.amount) generation \(account.generation)"
        case .seal(let seal): "\(seal.sequence) revoked \(seal.revoked) generation \(seal.generation)"
        }
    }

    // MARK: Reviews.

    private mutating func reviewSeal() {
        let slot = dice.one(in: 20) ? dice.below(ModelTokens.slots) : max(0, chain.slots - 1 - dice.below(8))
        guard let owner = chain.owner(ofSlot: slot) else {
            return review("stranger", tokens.seals[slot], owner: 0, slot: slot)
        }
        review("seal", tokens.seals[slot], owner: owner, slot: slot)
    }

    private mutating func reviewSigned() {
        let owner = dice.below(ModelTokens.owners)
        let quarter = Int((wall - min(wall, ModelTokens.start)) / ModelTokens.quarter)
        guard quarter < ModelTokens.quarters else { return }
        review("signed", tokens.signed[owner][quarter], owner: owner, slot: nil)
    }

    private mutating func review(_ kind: String, _ text: [UInt8], owner: Int, slot: Int?) {
        let now = now
        let timeout = dice.within(50...2500)
        let review = Review(
            owner: owner, slot: slot, began: milliseconds, deadline: truth + timeout * 1_000_000)
        let audience = directory.settings.audiences.all
        switch authenticator.authenticate(text.span, for: audience, at: now) {
        case .decided(let authentication):
            judge(authentication, review, "\(kind) at once")
            mustAccept(authentication, review, kind)
        case .open(let question):
            nextReview += 1
            let number = nextReview
            reviews[number] = review
            let decided = decided
            say("\(kind) asks", "review \(number) of owner \(owner), slot \(slot ?? -1)")
            question.ask(until: now.monotonic.advanced(by: .milliseconds(timeout))) { authentication in
                decided.withLock { $0.append((number, authentication)) }
            }
            judgeAll()
        }
    }

    private mutating func judgeAll() {
        let all = decided.withLock { decided in
            defer { decided = [] }
            return decided
        }
        for (number, authentication) in all {
            guard let review = reviews.removeValue(forKey: number) else {
                failure = failure ?? "review \(number) is answered twice"
                continue
            }
            judge(authentication, review, review.slot == nil ? "signed later" : "seal later")
        }
        let standings = decidedAgain.withLock { decided in
            defer { decided = [] }
            return decided
        }
        for (number, standing) in standings {
            guard let asked = again.removeValue(forKey: number) else {
                failure = failure ?? "review \(number) is answered twice"
                continue
            }
            judge(standing, asked, "live later")
        }
    }

    private mutating func judge(_ authentication: Authentication, _ review: Review, _ kind: String) {
        guard case .accepted(let identity, _) = authentication else {
            return say("\(kind) refused", "owner \(review.owner), slot \(review.slot ?? -1): \(authentication)")
        }
        say("\(kind) accepted", "\(identity.tier) owner \(review.owner), slot \(review.slot ?? -1)")
        counts["\(identity.tier)", default: 0] += 1
        if given.count > 8 { given.removeFirst() }
        given.append(identity)
        // A stranger's seal may have been minted since.
        let owner = review.slot.flatMap { chain.owner(ofSlot: $0) } ?? review.owner
        let acceptance = RevocationModel.Acceptance(
            owner: owner, slot: review.slot, tier: identity.tier, began: review.began, mustBeConfirmed: true,
            isLate: truth + 5_000_000 > review.deadline)
        guard identity.owner == tokens.addresses[owner].raw else { return object("another owner") }
        check(acceptance)
    }

    private mutating func object(_ what: String) { failure = failure ?? "\(kind) world, quorum \(quorum): \(what)" }

    /// An identity that was given out earlier, as admission asks.
    private mutating func askAgain() {
        guard !given.isEmpty else { return }
        let identity = given[dice.below(given.count)]
        guard tokens.ownerOfAddress[Address(identity.owner)] != nil else { return }
        let now = now
        let timeout = dice.within(50...2500)
        let asked = Again(identity: identity, began: milliseconds, deadline: truth + timeout * 1_000_000)
        switch directory.standing(of: identity.owner, uid: identity.uid, at: now) {
        case .decided(let standing): judge(standing, asked, "live at once")
        case .open(let question):
            nextReview += 1
            let number = nextReview
            again[number] = asked
            let decided = decidedAgain
            say("live asks", "review \(number) of \(identity.username.prefix(10))")
            question.ask(until: now.monotonic.advanced(by: .milliseconds(timeout))) { standing in
                decided.withLock { $0.append((number, standing)) }
            }
            judgeAll()
        }
    }

    private mutating func judge(_ standing: Standing, _ asked: Again, _ kind: String) {
        guard let owner = tokens.ownerOfAddress[Address(asked.identity.owner)] else { return }
        guard case .good(let found) = standing else { return say("\(kind) refused", "owner \(owner): \(standing)") }
        say("\(kind) accepted", "owner \(owner): \(found.tier)")
        guard found.owner == asked.identity.owner, found.uid == asked.identity.uid else {
            return object("another identity")
        }
        // A seal's newest secret speaks for it: good if any of them is.
        let slots: [Int?] =
            found.seal.map { id in
                (0..<chain.slots).filter { slot in
                    guard case .seal(let seal)? = chain.history[.seal(slot)]?.last?.state else { return false }
                    return seal.sealID.raw == id
                }
            } ?? [nil]
        let before = failure
        for slot in slots {
            failure = before
            check(
                RevocationModel.Acceptance(
                    owner: owner, slot: slot, tier: found.tier, began: asked.began, mustBeConfirmed: false,
                    isLate: truth + 5_000_000 > asked.deadline))
            if failure == before { return }
        }
    }

    // MARK: The rules.

    /// Holds an acceptance against what was told, what it rests on, and what was true.
    private mutating func check(_ acceptance: RevocationModel.Acceptance) {
        let (now, wall) = (milliseconds, wall)
        let account = ModelPart.account(acceptance.owner)
        let parts = acceptance.slot.map { [account, .seal($0)] } ?? [account]
        guard model.uncertain.isDisjoint(with: parts) else { return counts["hidden", default: 0] += 1 }
        let mustConfirm = quorum > 1 && acceptance.tier >= .admin && acceptance.mustBeConfirmed
        var byCopyAlone = false
        if kind == .inventing, !mustConfirm {
            let lie = parts.compactMap { model.invented[$0] }.max()
            if let lie {
                // A copy that does not have an entry, and is not whole, disproves nothing that was said of it.
                let isFollowed = parts.allSatisfy { model.mark.isComplete || model.onlyCopied($0) != nil }
                guard isFollowed, model.isCopyFresh(now, wall: wall), now - lie > RevocationModel.maximumAge else {
                    counts["stated trust", default: 0] += 1
                    return
                }
                byCopyAlone = true
            }
        }
        let told = model.tier(owner: acceptance.owner, slot: acceptance.slot, byCopyAlone: byCopyAlone)
        // What is newer than a copy that is whole, and was truly said, needs no copy.
        let isTrueAnyhow =
            byCopyAlone && model.tier(owner: acceptance.owner, slot: acceptance.slot) == acceptance.tier
        guard told == acceptance.tier || isTrueAnyhow else {
            return object(
                "\(acceptance.tier) is let in, though what was told makes \(told.map { "\($0)" } ?? "nobody"): "
                    + model.story(parts))
        }
        let ages = parts.map { model.age(of: $0, acceptance, now, wall: wall) }
        guard !ages.contains(nil) else { return object("\(acceptance.tier) is let in by what is too old") }
        if mustConfirm, !parts.allSatisfy({ model.isConfirmed($0, acceptance, now) }) {
            return object("\(acceptance.tier) is let in, though no two nodes said so")
        }
        // What one node says of the past in the name of the present is true of the past only.
        guard kind == .honest || kind == .skewed || mustConfirm else { return }
        // While several cannot be asked, what they said last is believed until grace; one node's word makes it no younger where nodes lie.
        let isTrusted = kind == .honest || kind == .skewed
        let since = zip(parts, ages).compactMap { part, age in
            age.map { isTrusted ? $0 : max($0, model.confirmationAge(of: part, now) + RevocationModel.maximumAge) }
        }
        checkTruth(acceptance, parts, since)
    }

    /// What somebody is let in as, they were a short while ago.
    private mutating func checkTruth(
        _ acceptance: RevocationModel.Acceptance, _ parts: [ModelPart], _ ages: [UInt64]
    ) {
        // What a stream leaves out nobody can tell before the next event shows that.
        let missing = Set(follower.missing.compactMap(\.part))
        guard missing.isDisjoint(with: parts), let thresholds = model.thresholds else { return }
        let slack: UInt64 = kind == .skewed ? 8250 : 250
        let heights = ages.map { age in
            ModelChain.height(at: truth - min(truth, (age + slack) * 1_000_000))
        }
        let accounts = chain.states(of: parts[0], since: heights[0])
        let seals = parts.count > 1 ? chain.states(of: parts[1], since: heights[1]) : [nil]
        let epoch = chain.epoch(at: heights.min() ?? 0)
        let wasGood = accounts.contains { account in
            seals.contains { seal in
                RevocationModel.tier(account, seal, needsSeal: parts.count > 1, thresholds, epoch: epoch)
                    == acceptance.tier
            }
        }
        if !wasGood { object("\(acceptance.tier) is let in, and has not been that for longer than \(ages) ms") }
    }

    /// Whoever is good by a fresh and whole copy gets in at once: a test that refuses everybody would be no test.
    private mutating func mustAccept(_ authentication: Authentication, _ review: Review, _ kind: String) {
        guard self.kind == .honest, model.mark.isComplete, model.isCopyFresh(milliseconds, wall: wall),
            model.uncertain.isEmpty, follower.missing.isEmpty,
            let tier = model.tier(owner: review.owner, slot: review.slot), tier < .admin || quorum == 1
        else { return }
        counts["good \(kind)", default: 0] += 1
        guard case .accepted = authentication else { return object("a good \(tier) is refused: \(authentication)") }
    }
}
