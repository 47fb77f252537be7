// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

@testable import SealAuthN

/// Who is asked about, and what is answered.
extension RevocationWorld {
    mutating func reviewSeal() {
        let slot = dice.one(in: 20) ? dice.below(ModelTokens.slots) : max(0, chain.slots - 1 - dice.below(8))
        guard let owner = chain.owner(ofSlot: slot) else {
            return review("stranger", tokens.seals[slot], owner: 0, slot: slot)
        }
        review("seal", tokens.seals[slot], owner: owner, slot: slot)
    }

    mutating func reviewSigned() {
        let owner = dice.below(ModelTokens.owners)
        let quarter = Int((wall - min(wall, ModelTokens.start)) / ModelTokens.quarter)
        guard quarter < ModelTokens.quarters else { return }
        review("signed", tokens.signed[owner][quarter], owner: owner, slot: nil)
    }

    mutating func review(_ kind: String, _ text: [UInt8], owner: Int, slot: Int?) {
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

    mutating func judgeAll() {
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

    mutating func judge(_ authentication: Authentication, _ review: Review, _ kind: String) {
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

    mutating func object(_ what: String) { failure = failure ?? "\(kind) world, quorum \(quorum): \(what)" }

    /// An identity that was given out earlier, as admission asks.
    mutating func askAgain() {
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

    mutating func judge(_ standing: Standing, _ asked: Again, _ kind: String) {
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
}
