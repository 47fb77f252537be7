// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

struct WorkerJudgeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var worker: UInt8 = 2
        var account: StakeAccount? = Sample.account()
        var expect: NodeVerdict
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "active, with the least stake", expect: .good),
        Case(name: "one MIST less", account: Sample.account(999_999_999), expect: .lost(.unstaked)),
        Case(name: "one MIST more", account: Sample.account(1_000_000_001), expect: .good),
        Case(name: "no account", account: nil, expect: .lost(.unstaked)),
        Case(name: "unbonding", account: Sample.account(status: 2), expect: .lost(.unstaked)),
        Case(name: "the stake slashed, the worker not", account: Sample.account(status: 3), expect: .lost(.slashed)),
        Case(name: "the worker slashed, staked again", worker: 4, expect: .lost(.slashed)),
        Case(name: "pending after a removal", worker: 1, expect: .lost(.inactive)),
        Case(name: "retired", worker: 5, expect: .lost(.retired)),
        Case(name: "retired and slashed", worker: 5, account: Sample.account(status: 3), expect: .lost(.slashed)),
        Case(name: "suspended", worker: 3, expect: .suspended(.suspended)),
        Case(name: "suspended, without stake", worker: 3, account: Sample.account(0), expect: .lost(.unstaked)),
        Case(name: "a worker's status of a later version", worker: 6, expect: .suspended(.unrecognised)),
        Case(
            name: "an account's status of a later version", account: Sample.account(status: 4),
            expect: .suspended(.unrecognised)),
        Case(name: "the least stake at a lower score", account: Sample.account(score: 99), expect: .suspended(.score)),
        Case(
            name: "what that score asks for", account: Sample.account(1_010_000_000, score: 99), expect: .good),
        Case(
            name: "one MIST less than that", account: Sample.account(1_009_999_999, score: 99),
            expect: .suspended(.score)),
    ]

    @Test(arguments: cases) func `what a registration and its stake are worth`(_ it: Case) {
        let verdict = WorkerJudge.verdict(
            of: Sample.worker("n-abc-1", status: it.worker), it.account, minimum: Sample.minimum)
        #expect(verdict == it.expect)
    }

    // The first five are of contracts/tests/tiers_tests.move.
    @Test(arguments: [
        (1_000_000_000 as UInt64, 100 as UInt64, 1_000_000_000 as UInt64), (1_000_000_000, 99, 1_010_000_000),
        (1_000_000_000, 10, 1_900_000_000), (1, 99, 2), (3, 200, 3), (0, 10, 0), (.max, 100, .max), (.max, 99, .max),
        (9_223_372_036_854_775_807, 0, 18_446_744_073_709_551_614), (9_223_372_036_854_775_808, 0, .max),
    ])
    func `what a worker of a score must have`(_ minimum: UInt64, _ score: UInt64, _ required: UInt64) {
        #expect(WorkerJudge.required(minimum, score: score) == required)
    }

    // The name is `n-`, 160 bits of the owner's address 3 in base 32, `-` and a number.
    static let own = "n-" + String(repeating: "a", count: 32) + "-1"

    @Test func `an entry of the machine's own name decides`() {
        let (owner, slashed) = (Address(3), Sample.worker("n-abc-1", status: 4))
        let verdict = WorkerJudge.verdict(
            on: "n-abc-1", of: owner, slashed, Sample.account(), minimum: Sample.minimum)
        #expect(verdict == .lost(.slashed))
    }

    @Test func `an entry of another name says that the owner had this one, or nothing`() {
        for worker in [Sample.worker("n-abc-1", status: 4), nil] {
            for (name, expect) in [(Self.own, NodeVerdict.unregistered), ("n-abc-2", .unknown)] {
                let verdict = WorkerJudge.verdict(
                    on: name, of: Address(3), worker, Sample.account(), minimum: Sample.minimum)
                #expect(verdict == expect)
            }
        }
    }
}
