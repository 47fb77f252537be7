// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@testable import StakeWorker

@Suite struct ChainSightTests {
    private static var working: ChainSight {
        let chain = FakeChain()
        chain.makeWorking(stake: Mist.perSUI)
        return ChainSight(
            account: chain.now.account, worker: chain.now.worker, params: FakeChain.params(), seal: nil, epoch: 1)
    }

    /// What differs from a worker that works, and where it stands then.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let change: @Sendable (inout ChainSight) -> Void
        let standing: MachineStanding
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nothing", change: { _ in }, standing: .working),
        Case(name: "pending", change: { $0.worker?.status = 1 }, standing: .pending),
        Case(name: "suspended", change: { $0.worker?.status = 3 }, standing: .suspended),
        Case(name: "slashed in the registry", change: { $0.worker?.status = 4 }, standing: .lost(.slashed)),
        Case(name: "slashed in the pool", change: { $0.account?.status = 3 }, standing: .lost(.slashed)),
        Case(name: "retired", change: { $0.worker?.status = 5 }, standing: .lost(.retired)),
        Case(name: "a status of a later version", change: { $0.worker?.status = 6 }, standing: .unknown),
        Case(name: "no worker", change: { $0.worker = nil }, standing: .unknown),
        Case(name: "no stake", change: { $0.account?.nodeAmount = 0 }, standing: .lost(.unstaked)),
        Case(
            name: "no stake at all",
            change: {
                $0.account?.nodeAmount = 0
                $0.account?.status = 2
            }, standing: .lost(.unstaked)),
        Case(name: "no account", change: { $0.account = nil }, standing: .lost(.unstaked)),
        Case(name: "one MIST too little", change: { $0.account?.nodeAmount -= 1 }, standing: .lost(.belowRequired)),
        Case(name: "one MIST more", change: { $0.account?.nodeAmount += 1 }, standing: .working),
        Case(name: "a worse score", change: { $0.account?.score = 99 }, standing: .lost(.belowRequired)),
        Case(
            name: "suspended, and no stake",
            change: {
                $0.worker?.status = 3
                $0.account?.nodeAmount = 0
            }, standing: .suspended),
    ]

    @Test(arguments: cases) func `where a machine stands`(_ one: Case) {
        var sight = Self.working
        one.change(&sight)
        #expect(sight.standing == one.standing)
    }

    /// By the contract: the minimum, and as many hundredths of it as points are missing, rounded up.
    static let requirements: [(UInt64, UInt64, UInt64)] = [
        (1_000_000_000, 100, 1_000_000_000), (1_000_000_000, 90, 1_100_000_000), (1_000_000_000, 10, 1_900_000_000),
        (1, 99, 2), (0, 10, 0), (1_000_000_000, 101, 1_000_000_000), (.max, 10, .max),
    ]

    @Test(arguments: requirements)
    func `what must be locked hangs on the score`(_ minimum: UInt64, _ score: UInt64, _ expected: UInt64) {
        var sight = Self.working
        sight.params.workerMinimum = minimum
        sight.account?.score = score
        #expect(sight.requiredStake == expected)
    }

    @Test func `every reason has its words`() {
        #expect(Set(LossReason.allCases.map(\.phrase)).count == LossReason.allCases.count)
    }

    @Test func `what could be paid twice is kept until it is known`() {
        let kept: [ChainOrder] = [.stake(1, node: "a"), .increase(1), .restake(1), .unstake(1)]
        let others: [ChainOrder] = [
            .register(node: "a", joinKey: []), .setJoinKey([]), .retire, .revokeSeal(SealKey(.init())),
            .report(worker: Address(1), cpuPercent: 1, memoryPercent: 1, pods: 1),
        ]
        #expect(kept.allSatisfy(\.isKept) && !others.contains(where: \.isKept))
        #expect(Set((kept + others).map(\.phrase)).count == kept.count + others.count)
    }
}
