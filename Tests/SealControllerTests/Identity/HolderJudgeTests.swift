// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// What seals are worth to the public API.
@Suite struct HolderJudgeTests {
    private static let sui = ChainGround.sui
    private static let judge = HolderJudge(
        thresholds: TierThresholds(viewer: sui / 2, developer: 2 * sui, admin: 5 * sui, superuser: 10 * sui),
        workerMinimum: sui, epoch: 5)

    private static func holder(_ seal: Seal, _ account: StakeAccount?) -> SealHolder? {
        guard case .holder(let holder) = judge.finding(seal, account: account) else { return nil }
        return holder
    }

    static let dead: [(Seal, HolderRefusal)] = [
        (ChainGround.seal(of: Address(1), kind: 3), .malformedSeal),
        (ChainGround.seal(of: Address(1), kind: 0), .malformedSeal),
        (ChainGround.seal(of: Address(1), isRevoked: true), .revoked),
        (ChainGround.seal(of: Address(1), expires: 5), .expired),
        (ChainGround.seal(of: Address(1), expires: 4), .expired),
    ]

    @Test(arguments: dead) func `a seal that is dead is nobody's`(_ seal: Seal, _ expected: HolderRefusal) {
        #expect(Self.judge.finding(seal, account: ChainGround.account(10 * Self.sui)) == .refused(expected))
    }

    @Test func `a user is worth what the stake is`() {
        let seal = ChainGround.seal(of: Address(1), expires: 6)
        let amounts: [(UInt64, Tier?, TokenRefusal?)] = [
            (Self.sui / 2 - 1, nil, .stakeTooLow), (Self.sui / 2, .viewer, nil), (10 * Self.sui, .super, nil),
        ]
        for (amount, tier, refusal) in amounts {
            let holder = Self.holder(seal, ChainGround.account(amount, node: 50 * Self.sui))
            #expect(holder?.tier == tier && holder?.refusal == refusal && holder?.kind == .user)
        }
    }

    @Test func `a worker is worth what is staked for the node, and nothing else`() {
        let seal = ChainGround.seal(of: Address(1), kind: 2)
        for (amount, refusal) in [(Self.sui - 1, TokenRefusal.stakeTooLow), (Self.sui, nil), (Self.sui + 1, nil)] {
            let holder = Self.holder(seal, ChainGround.account(0, node: amount))
            #expect(holder?.refusal == refusal && holder?.kind == .worker && holder?.tier == nil)
        }
        #expect(Self.holder(seal, ChainGround.account(10 * Self.sui, node: 0))?.refusal == .stakeTooLow)
    }

    static let worthless: [(StakeAccount?, TokenRefusal)] = [
        (nil, .unstaked), (ChainGround.account(10 * sui, node: sui, status: 3), .slashed),
        (ChainGround.account(10 * sui, node: sui, status: 2), .unstaked),
        (ChainGround.account(10 * sui, node: sui, status: 9), .unstaked),
        (ChainGround.account(10 * sui, node: sui, generation: 1), .outdatedGeneration),
    ]

    @Test(arguments: worthless) func `whoever lost the stake is known, and told why`(
        _ account: StakeAccount?, _ expected: TokenRefusal
    ) {
        for kind: UInt8 in [1, 2] {
            let holder = Self.holder(ChainGround.seal(of: Address(7), kind: kind), account)
            #expect(holder?.owner == Address(7) && holder?.refusal == expected)
        }
    }
}
