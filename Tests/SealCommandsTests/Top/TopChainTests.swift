// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import SuiLedger
import Testing

@testable import SealCommands

@Suite struct TopChainTests {
    private static let thresholds = TierThresholds(viewer: 10, developer: 20, admin: 30, superuser: 40)

    static func account(
        _ amount: UInt64, node: UInt64 = 0, unbonding: UInt64 = 0, status: UInt8 = 1
    ) -> StakeAccount {
        StakeAccount(
            amount: amount, nodeAmount: node, unbonding: unbonding, unbondEpoch: 0, status: status, score: 100,
            slashedTotal: 0, sinceMilliseconds: 0, weightEpoch: 0, generation: 0, nodeID: nil, sequence: 1, ext: [])
    }

    static func worker(_ status: UInt8) -> WorkerEntry {
        WorkerEntry(
            worker: Address(9), nodeID: "n", nodeName: "n", status: status, joinKey: [], reason: "",
            registeredMilliseconds: 0, sequence: 1, ext: [])
    }

    /// Two viewers, a developer, a super, one below, one leaving, one slashed; four workers.
    static var sample: TopChain {
        var chain = TopChain(read: TopPage.start)
        for account in [
            account(10), account(19, node: 5), account(20), account(40, unbonding: 3), account(9),
            account(0, unbonding: 7, status: 2), account(50, status: 3), account(60, status: 9),
        ] { chain.add(account, thresholds) }
        for status: UInt8 in [1, 2, 2, 4, 0, 6, 255] { chain.add(worker(status)) }
        return chain
    }

    @Test func `accounts are counted by what their stake makes of them`() {
        let chain = Self.sample
        #expect(chain.tiers.map(\.0) == [.super, .admin, .developer, .viewer])
        #expect(chain.tiers.map(\.1) == [1, 0, 1, 2] && chain.below == 1 && chain.accounts == 8)
        #expect(chain.unbonding == 1 && chain.slashed == 1)
        #expect(chain.staked == 98 && chain.stakedForNodes == 5 && chain.leaving == 10)
    }

    @Test func `workers are counted by their standing`() { #expect(Self.sample.workers == [1, 2, 0, 1, 0]) }

    @Test func `a sum that cannot be is as high as numbers go`() {
        var chain = TopChain(read: TopPage.start)
        for _ in 0..<2 { chain.add(Self.account(.max, node: .max, unbonding: .max), Self.thresholds) }
        #expect(chain.staked == .max && chain.stakedForNodes == .max && chain.leaving == .max)
    }
}
