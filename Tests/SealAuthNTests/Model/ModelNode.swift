// SPDX-License-Identifier: Apache-2.0
import Crypto
import SealAuthN
import SuiLedger

/// A node that is asked for entries: honest and near or far behind, or a liar.
struct ModelNode {
    /// In which way it lies.
    enum Lie: CaseIterable {
        /// What was true long ago, in the name of the last checkpoint.
        case staleHeader
        /// What was true at a height that never rises, in the name of the present.
        case frozenHeight
        case notFound
        /// Something else under the number that everybody knows.
        case sameSequence
        /// Something that never was, under a number that was never given out.
        case invention
    }

    /// An answer, and whether it was true at some time.
    struct Answer {
        var content: EntryAnswer.Content
        var freshness: Freshness
        var isTrue: Bool
    }

    /// How many checkpoints it is behind.
    var lag: UInt64 = 0
    /// Why it does not answer, if it does not.
    var failure: LedgerError?
    /// How it lies; `nil` for an honest one.
    var lie: Lie?
    /// Where a frozen one stands.
    var frozen: UInt64 = ModelChain.first

    /// What it says; `known` is the state that everybody has heard of.
    func answer(
        _ part: ModelPart?, _ chain: ModelChain, tip: UInt64, known: ModelChain.State?, using dice: inout ModelDice
    ) -> Answer {
        let height = max(ModelChain.first, tip - min(tip, lag))
        // What a single node says of the parameters is believed until the follower has them: liars leave them alone here.
        guard let part else {
            return Answer(
                content: .params(Self.params(chain.thresholds(at: height))), freshness: Self.freshness(height, chain),
                isTrue: true)
        }
        guard let lie, !dice.one(in: 4) else { return Self.honest(part, chain, height) }
        var answer = Self.honest(part, chain, tip)
        switch lie {
        case .staleHeader:
            let past = max(ModelChain.first, tip - min(tip, dice.within(8...2000)))
            answer.content = Self.content(chain.state(of: part, at: past))
        case .frozenHeight:
            answer = Self.honest(part, chain, min(frozen, tip))
            answer.freshness.timestamp = ModelChain.timestamp(of: tip)
        case .notFound: (answer.content, answer.isTrue) = (.nothing, false)
        case .sameSequence:
            guard let known else { break }
            answer.isTrue = false
            answer.content = Self.content(Self.invented(known, by: 0, using: &dice))
        case .invention:
            guard let state = known ?? chain.state(of: part, at: tip) else { break }
            answer.isTrue = false
            let rise = dice.one(in: 2) ? dice.within(1...3) : 1_000_000_000_000
            answer.content = Self.content(Self.invented(state, by: rise, using: &dice))
            if dice.one(in: 2) { answer.freshness.checkpoint += 1_000_000_000 }
        }
        return answer
    }

    private static func honest(_ part: ModelPart, _ chain: ModelChain, _ height: UInt64) -> Answer {
        Answer(
            content: content(chain.state(of: part, at: height)), freshness: freshness(height, chain), isTrue: true)
    }

    private static func freshness(_ height: UInt64, _ chain: ModelChain) -> Freshness {
        Freshness(
            chain: "c", epoch: chain.epoch(at: height), checkpoint: height,
            timestamp: ModelChain.timestamp(of: height))
    }

    private static func content(_ state: ModelChain.State?) -> EntryAnswer.Content {
        switch state {
        case nil: .nothing
        case .account(let account)?: .account(account)
        case .seal(let seal)?: .seal(seal)
        }
    }

    /// A state that never was: mostly one that lets somebody in.
    private static func invented(
        _ state: ModelChain.State, by rise: UInt64, using dice: inout ModelDice
    ) -> ModelChain.State {
        let isKind = !dice.one(in: 4)
        switch state {
        case .account(var account):
            account.sequence += rise
            account.status = isKind ? 1 : 3
            account.amount = isKind ? (account.amount == 77 ? 78 : 77) * ModelChain.sui : 0
            if dice.one(in: 2), account.generation > 0 { account.generation -= 1 }
            return .account(account)
        case .seal(var seal):
            seal.sequence += rise
            seal.revoked = !isKind
            seal.generation += UInt32(dice.below(2))
            seal.expiresEpoch += 50
            return .seal(seal)
        }
    }

    private static func params(_ thresholds: TierThresholds) -> ClusterParams {
        ClusterParams(
            thresholds: thresholds, workerMinimum: 1, unbondingEpochs: 7, votingMilliseconds: 1, appealMilliseconds: 1,
            proposalBond: 1, slashFraction: 1, slasherEpochLimit: 1, sealEpochs: 30)
    }
}
