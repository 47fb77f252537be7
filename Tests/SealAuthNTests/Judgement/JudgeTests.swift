// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@testable import SealAuthN

@Suite struct JudgeTests {
    static let owner = Address(9)

    private static func standing(
        _ seal: Seal = Sample.seal(of: owner), _ account: StakeAccount? = Sample.account(), epoch: UInt64 = 50
    ) -> Standing {
        Judge.standing(of: seal, account: account, thresholds: Sample.thresholds, epoch: epoch)
    }

    private static func refusal(_ standing: Standing) -> TokenRefusal? {
        guard case .refused(let reason) = standing else { return nil }
        return reason
    }

    @Test func `a good seal is its owner with all that it says`() {
        let seal = Sample.seal(of: Self.owner, permissions: ["pods:read"], namespaces: ["team-a"], expires: 77)
        let expected = Identity(
            owner: Self.owner.raw, seal: Address(0x1d).raw, tier: .developer, stake: 2_500_000_000,
            permissions: ["pods:read"], namespaces: ["team-a"], expiresEpoch: 77)
        #expect(Self.standing(seal) == .good(expected))
    }

    @Test func `an address is its stake, without a seal or an end`() {
        let expected = Identity(owner: Self.owner.raw, seal: nil, tier: .super, stake: 10_000_000_000)
        let standing = Judge.standing(
            of: Self.owner, account: Sample.account(10_000_000_000), thresholds: Sample.thresholds)
        #expect(standing == .good(expected))
    }

    // By design: 1 active, 2 unbonding, 3 slashed; another version's are none that this one trusts.
    static let statuses: [(UInt8, TokenRefusal?)] = [
        (0, .unstaked), (1, nil), (2, .unstaked), (3, .slashed), (4, .unstaked), (255, .unstaked),
    ]

    @Test(arguments: statuses) func `only an active stake counts`(_ status: UInt8, _ expected: TokenRefusal?) {
        let account = Sample.account(50 * Sample.sui, status: status)
        #expect(Self.refusal(Self.standing(Sample.seal(of: Self.owner), account)) == expected)
        let signer = Judge.standing(of: Self.owner, account: account, thresholds: Sample.thresholds)
        #expect(Self.refusal(signer) == expected)
    }

    @Test func `nobody without an account is somebody`() {
        #expect(Self.standing(Sample.seal(of: Self.owner), nil) == .refused(.unstaked))
        let signer = Judge.standing(of: Self.owner, account: nil, thresholds: Sample.thresholds)
        #expect(signer == .refused(.unstaked))
    }

    // Minted before a slashing; and one that is of a later one than the account, which is then not the newest.
    @Test(
        arguments: [(0, 0, true), (0, 1, false), (1, 0, false), (7, 7, true), (.max, .max, true)]
            as [(UInt32, UInt32, Bool)])
    func `a seal is good in its own generation only`(_ ofSeal: UInt32, _ ofAccount: UInt32, _ isGood: Bool) {
        let standing = Self.standing(
            Sample.seal(of: Self.owner, generation: ofSeal), Sample.account(generation: ofAccount))
        #expect(Self.refusal(standing) == (isGood ? nil : .outdatedGeneration))
    }

    @Test(
        arguments: [(0, .malformedSeal), (1, nil), (2, .workerSeal), (3, .malformedSeal), (255, .malformedSeal)]
            as [(UInt8, TokenRefusal?)])
    func `only a user's seal opens the cluster`(_ kind: UInt8, _ expected: TokenRefusal?) {
        let seal = Sample.seal(of: Self.owner, kind: kind)
        #expect(Judge.fault(of: seal) == expected)
        #expect(Self.refusal(Self.standing(seal, Sample.account(50 * Sample.sui))) == expected)
    }

    @Test func `a revoked seal is revoked whatever the stake`() {
        #expect(Self.standing(Sample.seal(of: Self.owner, revoked: true)) == .refused(.revoked))
        #expect(Self.standing(Sample.seal(of: Self.owner, revoked: true), nil) == .refused(.revoked))
    }

    @Test(arguments: [(79, true), (80, false), (81, false), (.max, false)] as [(UInt64, Bool)])
    func `a seal ends with the epoch that it names`(_ epoch: UInt64, _ isGood: Bool) {
        #expect(Self.refusal(Self.standing(epoch: epoch)) == (isGood ? nil : .expired))
    }

    @Test func `a seal that ends with epoch 0 never began`() {
        #expect(Self.standing(Sample.seal(of: Self.owner, expires: 0), epoch: 0) == .refused(.expired))
    }

    static let unshowable = ["", "\0", "a\nb", "pods read", "\u{7F}", "pods\u{200B}:read", "\u{1F4A9}", "\t"]

    // What cannot be shown narrows to nothing that anybody can read, so it opens nothing.
    @Test(arguments: unshowable) func `a seal that is narrowed to what cannot be read is none`(_ value: String) {
        #expect(Self.standing(Sample.seal(of: Self.owner, permissions: [value])) == .refused(.malformedSeal))
        #expect(Self.standing(Sample.seal(of: Self.owner, namespaces: [value])) == .refused(.malformedSeal))
        let second = Sample.seal(of: Self.owner, permissions: ["pods:read", value], namespaces: ["team-a"])
        #expect(Self.standing(second) == .refused(.malformedSeal))
    }

    // By design: stake put down for a node does not count towards a user tier; nor does what waits to be paid out.
    @Test func `only the amount makes the tier`() {
        let poor = Sample.account(499_999_999, node: 100 * Sample.sui, unbonding: 100 * Sample.sui)
        #expect(Self.standing(Sample.seal(of: Self.owner), poor) == .refused(.stakeTooLow))
        #expect(
            Judge.standing(of: Self.owner, account: poor, thresholds: Sample.thresholds) == .refused(.stakeTooLow))
        let viewer = Sample.account(500_000_000, node: .max, unbonding: .max)
        guard case .good(let identity) = Self.standing(Sample.seal(of: Self.owner), viewer) else {
            Issue.record("refused")
            return
        }
        #expect(identity.tier == .viewer && identity.stake == 500_000_000)
    }
}
