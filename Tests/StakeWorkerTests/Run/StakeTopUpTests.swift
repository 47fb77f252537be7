// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import StakeWorker

@Suite struct StakeTopUpTests {
    private static func stake(
        minimum: UInt64 = 0, buffer: UInt64 = 100, maximum: UInt64? = 5000, daily: UInt64 = 1000
    ) -> WorkerConfiguration.Stake {
        .init(
            amount: 1000, minimum: minimum, buffer: buffer,
            increases: maximum.map { .init(maximum: $0, daily: daily) })
    }

    private static func chain(
        _ amount: UInt64, required: UInt64 = 1000, status: UInt8 = 1, score: UInt64 = 100
    ) -> ChainSight {
        var account = FakeChain.account(node: amount, status: status)
        account.score = score
        return ChainSight(
            account: account, worker: nil, params: FakeChain.params(minimum: required), seal: nil, epoch: 1)
    }

    @Test(
        arguments: [(1099, StakeTopUp.Decision.add(1)), (1100, .enough), (1101, .enough), (1000, .add(100))]
            as [(UInt64, StakeTopUp.Decision)])
    func `stake is added up to what must be and the buffer`(_ amount: UInt64, _ expected: StakeTopUp.Decision) {
        #expect(StakeTopUp(Self.stake()).decide(Self.chain(amount), at: 0) == expected)
    }

    @Test func `a worse score asks for more`() {
        // The contract's table: at a score of 70 the minimum and 30 hundredths of it.
        #expect(StakeTopUp(Self.stake()).decide(Self.chain(1100, score: 70), at: 0) == .add(300))
    }

    @Test func `what the staker wants kept counts where it is more`() {
        #expect(StakeTopUp(Self.stake(minimum: 1500)).decide(Self.chain(1100), at: 0) == .add(500))
        #expect(StakeTopUp(Self.stake(minimum: 500)).decide(Self.chain(1100), at: 0) == .enough)
    }

    @Test(arguments: [(2099, 1), (2100, 2), (2101, 3)] as [(UInt64, UInt64)])
    func `never beyond the most that it may come to`(_ maximum: UInt64, _ expected: UInt64) {
        let plan = StakeTopUp(Self.stake(maximum: maximum))
        #expect(plan.decide(Self.chain(2098, required: 3000), at: 0) == .add(expected))
    }

    @Test func `at the most that it may come to nothing is added`() {
        let plan = StakeTopUp(Self.stake(maximum: 2098))
        #expect(plan.decide(Self.chain(2098, required: 3000), at: 0) == .limited(missing: 1002))
        #expect(plan.decide(Self.chain(2500, required: 3000), at: 0) == .limited(missing: 600))
    }

    @Test func `never more in a day than it may be`() {
        var plan = StakeTopUp(Self.stake(daily: 50))
        #expect(plan.decide(Self.chain(1000), at: 1000) == .add(50))
        plan.note(49, at: 1000)
        #expect(plan.decide(Self.chain(1049), at: 1000) == .add(1))
        plan.note(1, at: 2000)
        #expect(plan.decide(Self.chain(1050), at: 2000) == .limited(missing: 50))
        // 24 hours after the first it counts no more; a millisecond before it does.
        #expect(plan.decide(Self.chain(1050), at: 1000 + 86_400_000 - 1) == .limited(missing: 50))
        #expect(plan.decide(Self.chain(1050), at: 1000 + 86_400_000) == .add(49))
    }

    @Test func `a clock that was set back does not open the purse`() {
        var plan = StakeTopUp(Self.stake(daily: 50))
        plan.note(50, at: 1_000_000_000)
        #expect(plan.decide(Self.chain(1000), at: 5) == .limited(missing: 100))
    }

    @Test func `nothing is added where nobody has allowed it`() {
        #expect(StakeTopUp(Self.stake(maximum: nil)).decide(Self.chain(1000), at: 0) == .notAllowed(missing: 100))
    }

    @Test func `nothing is added to what was slashed or taken out of use`() {
        #expect(StakeTopUp(Self.stake()).decide(Self.chain(900, status: 3), at: 0) == .enough)
        #expect(StakeTopUp(Self.stake()).decide(Self.chain(0), at: 0) == .enough)
    }

    @Test func `sums that do not fit are no reason to pay`() {
        let plan = StakeTopUp(Self.stake(buffer: .max, maximum: .max, daily: .max))
        #expect(plan.decide(Self.chain(1000), at: 0) == .enough)
        var spent = StakeTopUp(Self.stake(daily: .max))
        spent.note(.max, at: 0)
        spent.note(.max, at: 0)
        #expect(spent.decide(Self.chain(1000), at: 0) == .limited(missing: 100))
    }

    @Test func `what was added is kept over a restart`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(folder.path)
        var plan = StakeTopUp(Self.stake(daily: 50))
        plan.note(30, at: 1000)
        try plan.write(state)
        let again = try StakeTopUp(Self.stake(daily: 50), state)
        #expect(again.increases == plan.increases && again.decide(Self.chain(1000), at: 2000) == .add(20))
        try folder.write("increases", "nonsense")
        #expect { _ = try StakeTopUp(Self.stake(), state) } throws: { ($0 as? WorkerFailure)?.code == .file }
    }
}
