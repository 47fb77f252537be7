// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger

@testable import SealAuthN

/// What holds of every answer.
extension RevocationWorld {
    /// Holds an acceptance against what was told, what it rests on, and what was true.
    mutating func check(_ acceptance: RevocationModel.Acceptance) {
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
    mutating func checkTruth(
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
    mutating func mustAccept(_ authentication: Authentication, _ review: Review, _ kind: String) {
        guard self.kind == .honest, model.mark.isComplete, model.isCopyFresh(milliseconds, wall: wall),
            model.uncertain.isEmpty, follower.missing.isEmpty,
            let tier = model.tier(owner: review.owner, slot: review.slot), tier < .admin || quorum == 1
        else { return }
        counts["good \(kind)", default: 0] += 1
        guard case .accepted = authentication else { return object("a good \(tier) is refused: \(authentication)") }
    }
}
