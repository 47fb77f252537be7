// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// What an account's change is to be called.
@Suite struct TierWatchTests {
    private typealias S = NoticeSample
    private static let sui = NoticeSample.sui

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: StakeAccount?
        var after: StakeAccount
        var cause: UInt8 = 2
        var reason: TierChangeReason?
        var tiers: (Tier?, Tier?) = (nil, nil)
        var taken: UInt64?
    }

    private static func change(_ event: FollowedEvent) -> TierChange? {
        TierWatch.change(event, thresholds: S.thresholds, heard: Sample.start)
    }

    static let cases: [Case] = [
        Case(
            testDescription: "the first stake makes a viewer", before: nil, after: S.account(sui, sequence: 1),
            cause: 1, reason: .tierRaised, tiers: (nil, .viewer)),
        Case(
            testDescription: "a first stake below all tiers is nothing", before: nil,
            after: S.account(sui / 2 - 1, sequence: 1), cause: 1),
        Case(
            testDescription: "more of the same is nothing", before: S.account(2 * sui, sequence: 1),
            after: S.account(5 * sui - 1, sequence: 2)),
        Case(
            testDescription: "at the threshold the tier is there", before: S.account(2 * sui, sequence: 1),
            after: S.account(5 * sui, sequence: 2), reason: .tierRaised, tiers: (.developer, .admin)),
        Case(
            testDescription: "part of the stake leaves", before: S.account(10 * sui, sequence: 1),
            after: S.account(2 * sui, unbonding: 8 * sui, sequence: 2), cause: 3, reason: .tierLowered,
            tiers: (.super, .developer)),
        Case(
            testDescription: "what leaves may leave no tier", before: S.account(2 * sui, sequence: 1),
            after: S.account(1, unbonding: 2 * sui - 1, sequence: 2), cause: 3, reason: .tierLowered,
            tiers: (.developer, nil)),
        Case(
            testDescription: "all of the stake leaves", before: S.account(2 * sui, sequence: 1),
            after: S.account(0, status: 2, unbonding: 2 * sui, sequence: 2), cause: 3, reason: .stakeUnbonding,
            tiers: (.developer, nil)),
        Case(
            testDescription: "all of it is paid out", before: S.account(0, status: 2, unbonding: sui, sequence: 1),
            after: S.account(0, status: 2, sequence: 2), cause: 4, reason: .stakeGone),
        Case(
            testDescription: "a slashing says what was taken", before: S.account(6 * sui, slashed: sui, sequence: 1),
            after: S.account(3 * sui, status: 3, slashed: 4 * sui, generation: 1, sequence: 2), cause: 6,
            reason: .stakeSlashed, tiers: (.admin, nil), taken: 3 * sui),
        Case(
            testDescription: "a slashing of all is no stake that is gone", before: S.account(sui, sequence: 1),
            after: S.account(0, status: 3, slashed: sui, generation: 1, sequence: 2), cause: 6,
            reason: .stakeSlashed, tiers: (.viewer, nil), taken: sui),
        Case(
            testDescription: "a second slashing is one too",
            before: S.account(sui, status: 3, slashed: sui, generation: 1, sequence: 2),
            after: S.account(sui / 2, status: 3, slashed: sui + sui / 2, generation: 2, sequence: 3), cause: 6,
            reason: .stakeSlashed, taken: sui / 2),
        Case(
            testDescription: "a generation that rises is a slashing whatever its cause is called",
            before: S.account(sui, sequence: 1),
            after: S.account(sui, status: 3, slashed: 0, generation: 1, sequence: 2), cause: 99,
            reason: .stakeSlashed, tiers: (.viewer, nil), taken: 0),
        Case(
            testDescription: "a slashing heard of late does not say what was taken",
            before: S.account(2 * sui, slashed: sui, generation: 1, sequence: 9),
            after: S.account(sui, status: 3, slashed: sui, generation: 1, sequence: 2), cause: 6,
            reason: .stakeSlashed),
        Case(
            testDescription: "a slashing of nobody that was known", before: nil,
            after: S.account(sui, status: 3, slashed: sui, generation: 1, sequence: 2), cause: 6,
            reason: .stakeSlashed),
        Case(
            testDescription: "any other change heard of late is nothing", before: S.account(2 * sui, sequence: 2),
            after: S.account(sui, sequence: 1)),
        Case(
            testDescription: "the same change once more is nothing", before: S.account(2 * sui, sequence: 2),
            after: S.account(2 * sui, sequence: 2)),
        Case(
            testDescription: "whoever was slashed counts again",
            before: S.account(sui, status: 3, generation: 1, sequence: 2),
            after: S.account(2 * sui, generation: 1, sequence: 3), cause: 5, reason: .stakeRestored,
            tiers: (nil, .developer)),
        Case(
            testDescription: "a status of the future has no tier", before: S.account(2 * sui, sequence: 1),
            after: S.account(2 * sui, status: 9, sequence: 2), reason: .tierLowered, tiers: (.developer, nil)),
        Case(
            testDescription: "a score is nothing", before: S.account(2 * sui, sequence: 1),
            after: S.account(2 * sui, sequence: 2), cause: 7),
    ]

    @Test(arguments: cases) func `each change has its name`(_ example: Case) {
        let change = Self.change(S.event(example.before, example.after, cause: example.cause))
        #expect(change?.reason == example.reason)
        #expect(change?.before == example.tiers.0 && change?.after == example.tiers.1)
        #expect(change?.taken == example.taken)
        #expect(change.map { $0.number == example.after.sequence } ?? true)
    }

    @Test func `each reason has a case above`() {
        #expect(Set(Self.cases.compactMap(\.reason)) == Set(TierChangeReason.allCases))
    }

    @Test func `what was known, or is another's, is nothing`() {
        let (before, after) = (S.account(Self.sui, sequence: 1), S.account(5 * Self.sui, sequence: 2))
        for effect in [ClusterMirror.Effect.known, .foreign] {
            #expect(Self.change(S.event(before, after, effect: effect)) == nil)
        }
        var other = S.event(before, after)
        other.content = nil
        #expect(Self.change(other) == nil)
    }

    @Test func `a change says where it stands on the chain`() throws {
        let change = try #require(Self.change(S.event(nil, S.account(Self.sui, sequence: 5))))
        #expect(change.owner == S.owner && change.checkpoint == 9 && change.heard == Sample.start)
        #expect(change.transaction.description == "11111111111111111111111111111111" && change.amount == Self.sui)
    }

    static let sentences: [(TierChangeReason, String)] = [
        (
            .stakeSlashed,
            "3 SUI of the stake were taken: the owner went from admin to none, and every seal that was minted before is dead."
        ),
        (
            .stakeRestored,
            "Stake was put in after a slashing: the owner went from admin to none; seals are minted anew."
        ),
        (.stakeGone, "Nothing is staked any more: the owner went from admin to none."),
        (.stakeUnbonding, "All of the stake waits to be paid out: the owner went from admin to none."),
        (.tierRaised, "The stake has grown to 3 SUI: the owner went from admin to none."),
        (.tierLowered, "The stake has shrunk to 3 SUI: the owner went from admin to none."),
    ]

    @Test(arguments: sentences) func `each change is said in a sentence`(_ reason: TierChangeReason, _ text: String) {
        #expect(S.change(1, reason).sentence == text)
    }

    @Test func `a tier that moved with the thresholds says so`() {
        for (reason, before, after) in [
            (TierChangeReason.tierRaised, "none", "admin"), (.tierLowered, "admin", "none"),
        ] {
            var change = S.change(1, reason)
            (change.isByThresholds, change.before, change.after) = (
                true, before == "none" ? nil : .admin, after == "none" ? nil : .admin
            )
            #expect(
                change.sentence
                    == "The thresholds of the tiers have changed: with 3 SUI the owner went from \(before) to \(after)."
            )
        }
    }

    @Test func `a slashing whose size is not known says so`() {
        let text = S.change(1, taken: nil).sentence
        #expect(text.hasPrefix("Part of the stake was taken: the owner went from admin to none"))
    }
}
