// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// Whom a change of the thresholds moves.
@Suite struct ThresholdSweepTests {
    private typealias S = NoticeSample
    private static let sui = NoticeSample.sui
    /// The number of the change.
    private static let number: UInt64 = 100

    private static func sweep(_ old: TierThresholds, _ new: TierThresholds) -> ThresholdSweep {
        ThresholdSweep(S.event(old, new, number: number), number: number, from: old, to: new, heard: Sample.start)
    }

    /// What is told, in words; owners are numbers.
    private static func words(_ sweep: ThresholdSweep) -> [String] {
        sweep.notices().map { notice in
            guard case .change(let change) = notice else { return notice.name }
            let owner = change.owner.description.suffix(4)
            return "\(owner) \(TierChange.name(change.before))-\(TierChange.name(change.after))"
        }
    }

    private static func owner(_ number: Int) -> Address { Address("0x\(String(number, radix: 16))") ?? Address(0) }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var account: StakeAccount
        var old = NoticeSample.thresholds
        var new = NoticeSample.thresholds(developer: 3 * NoticeSample.sui, admin: 6 * NoticeSample.sui)
        var words: [String] = []
    }

    static let cases: [Case] = [
        Case(
            testDescription: "what does not reach the new threshold loses the tier",
            account: S.account(3 * sui - 1, sequence: 1), words: ["0007 developer-viewer"]),
        Case(testDescription: "what reaches it keeps it", account: S.account(3 * sui, sequence: 1)),
        Case(testDescription: "what was below the old one had none", account: S.account(2 * sui - 1, sequence: 1)),
        Case(
            testDescription: "what was at the old one had it", account: S.account(2 * sui, sequence: 1),
            words: ["0007 developer-viewer"]),
        Case(
            testDescription: "two tiers at once", account: S.account(5 * sui, sequence: 1),
            new: S.thresholds(developer: 6 * sui, admin: 7 * sui), words: ["0007 admin-viewer"]),
        Case(
            testDescription: "back again", account: S.account(2 * sui, sequence: 1),
            old: S.thresholds(developer: 3 * sui), new: S.thresholds, words: ["0007 viewer-developer"]),
        Case(
            testDescription: "no tier was left", account: S.account(sui / 2, sequence: 1),
            new: TierThresholds(viewer: sui, developer: 2 * sui, admin: 5 * sui, superuser: 10 * sui),
            words: ["0007 viewer-none"]),
        Case(
            testDescription: "a first tier", account: S.account(sui / 2, sequence: 1),
            old: TierThresholds(viewer: sui, developer: 2 * sui, admin: 5 * sui, superuser: 10 * sui),
            new: S.thresholds, words: ["0007 none-viewer"]),
        Case(testDescription: "whoever unbonds has none", account: S.account(2 * sui, status: 2, sequence: 1)),
        Case(testDescription: "whoever was slashed has none", account: S.account(2 * sui, status: 3, sequence: 1)),
        Case(
            testDescription: "what changed last just before counts", account: S.account(2 * sui, sequence: number - 1),
            words: ["0007 developer-viewer"]),
        Case(testDescription: "what changed since says nothing", account: S.account(2 * sui, sequence: number + 1)),
    ]

    @Test(arguments: cases) func `an account is told of if it is another tier's`(_ example: Case) {
        var sweep = Self.sweep(example.old, example.new)
        sweep.look(at: example.account.summary, of: Address(7))
        #expect(Self.words(sweep) == example.words)
        #expect(sweep.raised + sweep.lowered == example.words.count)
    }

    @Test func `a change says where it stands on the chain, and that it was the thresholds`() throws {
        var sweep = Self.sweep(S.thresholds, S.thresholds(developer: 3 * Self.sui))
        sweep.look(at: S.account(2 * Self.sui, sequence: 1).summary, of: S.owner)
        guard case .change(let change)? = sweep.notices().first else {
            Issue.record("nothing is told")
            return
        }
        #expect(change.number == Self.number && change.owner == S.owner && change.reason == .tierLowered)
        #expect(change.isByThresholds && change.amount == 2 * Self.sui && change.taken == nil)
        #expect(change.checkpoint == 9 && change.heard == Sample.start)
    }

    @Test(arguments: [(127, 127, 0), (128, 128, 0), (129, 128, 1), (1000, 128, 872)])
    func `so many are told one by one, and the others counted`(_ moved: Int, _ told: Int, _ rest: Int) {
        var sweep = Self.sweep(S.thresholds, S.thresholds(developer: 3 * Self.sui))
        for number in 1...moved { sweep.look(at: S.account(2 * Self.sui, sequence: 1).summary, of: Self.owner(number)) }
        let notices = sweep.notices()
        #expect(notices.count == told + (rest > 0 ? 1 : 0) && sweep.lowered == moved && sweep.raised == 0)
        guard case .omitted(let omission)? = notices.last else {
            #expect(rest == 0)
            return
        }
        #expect(omission.count == rest && omission.first == Self.number && omission.last == Self.number)
    }

    @Test func `whoever loses most is told of first, in whatever order they are found`() {
        let accounts: [(owner: Int, amount: UInt64)] =
            (1...200).map { (owner: $0, amount: 2 * Self.sui) } + [(900, 5 * Self.sui), (901, Self.sui)]
        // Developers lose, an admin too, and somebody wins.
        let new = TierThresholds(
            viewer: Self.sui / 2, developer: 1 * Self.sui, admin: 6 * Self.sui, superuser: 10 * Self.sui)
        let old = S.thresholds
        for order in [accounts, accounts.reversed()] {
            var sweep = Self.sweep(old, new)
            for (owner, amount) in order {
                sweep.look(at: S.account(amount, sequence: 1).summary, of: Self.owner(owner))
            }
            #expect(Self.words(sweep) == ["0384 admin-developer", "0385 viewer-developer"])
        }
        for order in [accounts, accounts.reversed()] {
            var sweep = Self.sweep(old, S.thresholds(developer: 3 * Self.sui, admin: 6 * Self.sui))
            for (owner, amount) in order {
                sweep.look(at: S.account(amount, sequence: 1).summary, of: Self.owner(owner))
            }
            let words = Self.words(sweep)
            #expect(words.prefix(2) == ["0384 admin-developer", "0001 developer-viewer"])
            #expect(words.count == 129 && words[127] == "007f developer-viewer" && words.last == "100-100")
        }
    }
}
