// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

@Suite struct JoinDecisionTests {
    private static let owner = Address(9)

    static func sight(_ status: UInt8, name: String = "", score: UInt64 = 100, stake: UInt64 = 1000) -> WorkerSight {
        WorkerSight(
            worker: WorkerEntry(
                worker: Address(4), nodeID: "rack-7", nodeName: name, status: status, joinKey: [], reason: "",
                registeredMilliseconds: 0, sequence: 1, ext: []),
            account: StakeAccount(
                amount: 0, nodeAmount: stake, unbonding: 0, unbondEpoch: 0, status: 1, score: score, slashedTotal: 0,
                sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: "rack-7", sequence: 1, ext: []),
            minimum: 1000)
    }

    private static func outcome(_ sight: WorkerSight, node: String = "rack-7") -> Result<JoinDecision, JoinRefusal> {
        Result { () throws(JoinRefusal) in try JoinDecision(sight, owner: owner, nodeID: node) }
    }

    @Test func `who was never active gets the first name, who was gets the next`() {
        let names = (1...3).map { WorkerNodeName.name(of: Self.owner, $0) }
        #expect(Self.outcome(Self.sight(1)) == .success(.activate(number: 1)))
        #expect(Self.outcome(Self.sight(1, name: names[0])) == .success(.activate(number: 2)))
        #expect(Self.outcome(Self.sight(1, name: names[2])) == .success(.activate(number: 4)))
        // An operator may have given a name by hand.
        #expect(Self.outcome(Self.sight(1, name: "by-hand")) == .success(.activate(number: 1)))
        let last = WorkerNodeName.name(of: Self.owner, WorkerNodeName.last)
        #expect(Self.outcome(Self.sight(1, name: last)) == .failure(.namesTaken))
    }

    @Test func `who works keeps the name`() {
        #expect(Self.outcome(Self.sight(2, name: "by-hand")) == .success(.rejoin(name: "by-hand")))
    }

    static let refused: [(UInt8, JoinRefusal)] = [
        (0, .notRegistered), (3, .suspended), (4, .slashed), (5, .retired), (6, .notRegistered),
    ]
    @Test(arguments: refused) func `nobody else joins`(_ case: (UInt8, JoinRefusal)) {
        #expect(Self.outcome(Self.sight(`case`.0, name: "a")) == .failure(`case`.1))
    }

    @Test func `who is not registered, or under another id, does not join`() {
        var none = Self.sight(1)
        none.worker = nil
        #expect(Self.outcome(none) == .failure(.notRegistered))
        #expect(Self.outcome(Self.sight(2, name: "a"), node: "rack-8") == .failure(.otherNode))
    }

    @Test(arguments: [UInt8(1), 2]) func `the stake must be what it must be`(_ status: UInt8) {
        #expect(Self.outcome(Self.sight(status, name: "a", stake: 999)) == .failure(.stakeTooLow))
        #expect(throws: Never.self) { try Self.outcome(Self.sight(status, name: "a", stake: 1000)).get() }
        #expect(throws: Never.self) { try Self.outcome(Self.sight(status, name: "a", stake: 1001)).get() }
        var other = Self.sight(status, name: "a")
        other.account?.status = 2
        #expect(Self.outcome(other) == .failure(.stakeTooLow))
        other.account = nil
        #expect(Self.outcome(other) == .failure(.stakeTooLow))
    }

    // By hand, as tiers.move has it: minimum × (200 − score) / 100, rounded up.
    static let required: [(UInt64, UInt64, UInt64)] = [
        (1_000_000_000, 100, 1_000_000_000), (1_000_000_000, 99, 1_010_000_000), (1_000_000_000, 10, 1_900_000_000),
        (1, 99, 2), (3, 50, 5), (1_000_000_000, 101, 1_000_000_000), (.max, 100, .max),
    ]
    @Test(arguments: required) func `a low score asks for more stake`(_ case: (UInt64, UInt64, UInt64)) {
        #expect(WorkerSight.required(minimum: `case`.0, score: `case`.1) == `case`.2)
    }

    @Test func `what no account could hold is asked of everybody`() {
        // The contracts would abort; here nobody gets in.
        #expect(WorkerSight.required(minimum: .max, score: 10) == .max)
        // 99 × 2^64 hundredths, and one MIST of the minimum less.
        #expect(WorkerSight.required(minimum: 1_826_213_034_001_760_554 * 10, score: 100) == 18_262_130_340_017_605_540)
    }
}
