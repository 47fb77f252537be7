// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import StakeRBAC
import TestSupport
import Testing

@testable import WebhookServer

/// Who asks, by a file ledger: known at once, whoever it is.
@Suite struct FileLedgerDeciderTests {
    static let vector = SealVector.all[3]
    static let owner = Bytes32(hex: vector.owner) ?? Bytes32()
    static let other = Bytes32(hex: SealVector.all[4].owner) ?? Bytes32()
    static let seal = "0x" + String(repeating: "1d", count: 32)
    static let user = "sui:0x" + vector.owner
    static let now = Moment(monotonic: Monotonic(nanoseconds: 1), wall: WallTime(seconds: 1_800_000_000))

    private static func decider(_ text: String) throws -> any Decider {
        let folder = try LedgerFolder()
        return try FileLedger(path: folder.write("ledger.yaml", text), maxSize: 1 << 20).makeDecider()
    }

    private static func resolve(_ decider: any Decider, _ claimant: Claimant) -> Caller? {
        guard case .decided(let caller) = decider.resolve(claimant, at: now) else { return nil }
        return caller
    }

    private static func claimant(_ username: String, _ uid: String) -> Claimant {
        Claimant(username: Array(username.utf8).span, uid: Array(uid.utf8).span, Policy())
    }

    private static func identity(hasSeal: Bool = true) -> Identity {
        Identity(
            owner: owner, seal: hasSeal ? Bytes32(hex: String(seal.dropFirst(2))) : nil, tier: .developer,
            stake: 2_500_000_000)
    }

    static let names: [(String, String, Caller)] = [
        (user, seal, .staker(identity())),
        ("system:serviceaccount:default:default", "", .notOurs),
        ("system:admin", seal, .notOurs),
        ("", "", .notOurs),
        ("sui", seal, .notOurs),
        ("SUI:0x" + vector.owner, seal, .notOurs),
        ("sui:", seal, .dead(.unknownSeal)),
        ("sui:0x", seal, .dead(.unknownSeal)),
        (user, "", .dead(.unknownSeal)),
        (user, "0x" + vector.owner, .dead(.unknownSeal)),
        (user, String(seal.dropFirst(2)), .dead(.unknownSeal)),
        (user, seal.uppercased(), .dead(.unknownSeal)),
        (user, seal + "0", .dead(.unknownSeal)),
        (user + "0", seal, .dead(.unknownSeal)),
        (user + "\0", seal, .dead(.unknownSeal)),
        (user.uppercased().replacing("SUI:0X", with: "sui:0x"), seal, .dead(.unknownSeal)),
        ("sui:0x" + SealVector.all[4].owner, seal, .dead(.unknownSeal)),
    ]

    @Test(arguments: names)
    func `a name is judged by the ledger alone`(_ username: String, _ uid: String, _ expected: Caller) throws {
        let decider = try Self.decider(ledgerText(Self.vector))
        #expect(Self.resolve(decider, Self.claimant(username, uid)) == expected)
    }

    @Test(arguments: LedgerReaderTests.refused.filter { ![.unknownSeal, .wrongBinding].contains($0.0) })
    func `a name dies for the same reason as its token`(_ reason: TokenRefusal, _ text: String) throws {
        let decider = try Self.decider(text)
        #expect(Self.resolve(decider, Self.claimant(Self.user, Self.seal)) == .dead(reason))
    }

    static let stakes: [(String, Caller)] = [
        (ledgerText(vector), .serviceAccount(identity(hasSeal: false))),
        (ledgerText(vector, status: "slashed"), .dead(.slashed)),
        (ledgerText(vector, status: "unbonding"), .dead(.unstaked)),
        (ledgerText(vector, stake: "stake: 0.4 SUI"), .dead(.stakeTooLow)),
        (ledgerText(vector, hasStake: false), .dead(.unstaked)),
        // What becomes of a seal is nothing to who acts without one.
        (ledgerText(vector, stakeGeneration: 1), .serviceAccount(identity(hasSeal: false))),
        (ledgerText(vector, seal: "revoked: true"), .serviceAccount(identity(hasSeal: false))),
    ]

    @Test(arguments: stakes)
    func `a service account of a home is its owner's stake`(_ text: String, _ expected: Caller) throws {
        let decider = try Self.decider(text)
        let name = "system:serviceaccount:\(HomeNamespace.name(of: Self.owner)):robot"
        let claimant = Self.claimant(name, "7")
        #expect(claimant == .homeAccount(of: Self.owner))
        #expect(Self.resolve(decider, claimant) == expected)
    }

    @Test func `a namespace of several is judged by those who have a stake`() throws {
        let decider = try Self.decider(ledgerText(Self.vector))
        let expected = Caller.serviceAccount(Self.identity(hasSeal: false))
        #expect(Self.resolve(decider, .grantedAccount(of: [Self.other, Self.owner])) == expected)
        #expect(Self.resolve(decider, .grantedAccount(of: [Self.other])) == .dead(.unstaked))
    }

    @Test func `a file registers no machine`() throws {
        let decider = try Self.decider(ledgerText(Self.vector))
        #expect(Self.resolve(decider, .node(named: "n-1")) == .node(.refused(.unregistered)))
    }
}
