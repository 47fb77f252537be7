// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Kernel
import SealAuthN
import TestSupport
import Testing

@testable import WebhookServer

@Suite struct LedgerReaderTests {
    static let vector = SealVector.all[3]
    static let seal = "0x" + String(repeating: "1d", count: 32)

    /// What the owner of the vector's token is told, with a ledger of this text.
    private func answer(
        _ text: String, token: String = vector.secret, at time: WallTime = WallTime(seconds: 1_800_000_000)
    ) throws -> Authentication {
        let folder = try LedgerFolder()
        let ledger = try FileLedger(path: folder.write("ledger.yaml", text), maxSize: 1 << 20)
        var reader = try LedgerReader(ledger)
        return reader.authenticate(token, now: time)
    }

    @Test func `a staker is who the ledger says`() throws {
        guard case .accepted(let identity, for: AudienceSet(rawValue: 2)) = try answer(ledgerText(Self.vector)) else {
            Issue.record("refused")
            return
        }
        #expect(identity.username == "sui:0x" + Self.vector.owner)
        #expect(identity.uid.hex == Self.seal.dropFirst(2))
        #expect(identity.tier == .developer)
        #expect(identity.stake == 2_500_000_000)
        #expect(!identity.isLimited)
    }

    @Test func `a token is called by its key, whether or not there is such a seal`() throws {
        let folder = try LedgerFolder()
        let ledger = try FileLedger(path: folder.write("ledger.yaml", ledgerText(Self.vector)), maxSize: 1 << 20)
        var reader = try LedgerReader(ledger)
        var names: [TokenName?] = []
        for token in [Self.vector.secret, String(repeating: "0", count: 64), "no token"] {
            _ = reader.authenticate(token)
            names.append(reader.name)
        }
        #expect(names[0] == .seal(try #require(Bytes32(hex: Self.vector.key))))
        #expect(names[1] != nil && names[1] != names[0] && names[2] == nil)
    }

    @Test func `a token may be shown with its prefix`() throws {
        #expect(
            try answer(ledgerText(Self.vector), token: "seal_" + Self.vector.secret) == answer(ledgerText(Self.vector)))
    }

    // By design: 0.5, 2, 5 and 10 SUI, each one MIST below, at and above.
    @Test(
        arguments: [
            (499_999_999, nil), (500_000_000, .viewer), (500_000_001, .viewer), (1_999_999_999, .viewer),
            (2_000_000_000, .developer), (4_999_999_999, .developer), (5_000_000_000, .admin), (9_999_999_999, .admin),
            (10_000_000_000, .super), (Int.max, .super),
        ] as [(Int, Tier?)])
    func `the stake makes the tier`(_ mist: Int, _ tier: Tier?) throws {
        let answer = try answer(ledgerText(Self.vector, stake: "mist: \(mist)"))
        guard case .accepted(let identity, _) = answer else {
            #expect(tier == nil)
            #expect(answer == .refused(.stakeTooLow))
            return
        }
        #expect(identity.tier == tier)
    }

    static let refused: [(TokenRefusal, String)] = [
        (.unknownSeal, ledgerText(SealVector.all[4])),
        (.wrongBinding, ledgerText(vector, bind: SealVector.all[4].bind)),
        (.wrongBinding, ledgerText(vector, owner: SealVector.all[4].owner)),
        (.expired, ledgerText(vector, seal: "expires: 2027-01-15T07:59:59Z")),
        (.revoked, ledgerText(vector, seal: "revoked: true")),
        (.slashed, ledgerText(vector, status: "slashed")),
        (.unstaked, ledgerText(vector, status: "unbonding")),
        (.unstaked, ledgerText(vector, hasStake: false)),
        (.stakeTooLow, ledgerText(vector, stake: "stake: 0 SUI")),
        (.stakeTooLow, ledgerText(vector, thresholds: "thresholds: {viewer: 3 SUI, developer: 3 SUI}")),
        (.outdatedGeneration, ledgerText(vector, stakeGeneration: 1)),
        (.outdatedGeneration, ledgerText(vector, seal: "generation: 1")),
    ]

    @Test(arguments: refused)
    func `a token of ours that is worth nothing says why`(_ reason: TokenRefusal, _ text: String) throws {
        #expect(try answer(text) == .refused(reason))
    }

    // The others are a chain's, a signed token's, or for a library that fails.
    @Test func `every refusal of a file is reached`() {
        let possible: Set<TokenRefusal> = [
            .unknownSeal, .wrongBinding, .expired, .revoked, .slashed, .unstaked, .stakeTooLow, .outdatedGeneration,
        ]
        #expect(Set(Self.refused.map(\.0)) == possible)
    }

    // 2027-01-15T08:00:00Z is 1800000000 (date -u -d @1800000000).
    @Test(arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)])
    func `a seal ends at its second`(_ offset: Int64, _ isLive: Bool) throws {
        let text = ledgerText(Self.vector, seal: "expires: 2027-01-15T08:00:00Z")
        let answer = try answer(text, at: WallTime(seconds: 1_800_000_000 + offset))
        #expect((answer == .refused(.expired)) == !isLive)
    }

    @Test(arguments: ["", "eyJhbGciOi", vector.secret.uppercased(), vector.secret + "0", vector.key + " "])
    func `what is not a token is not ours`(_ token: String) throws {
        #expect(try answer(ledgerText(Self.vector), token: token) == .notOurs)
    }

    // What stands in the file, and on a chain for all to read, opens no door.
    @Test(arguments: [vector.key, vector.bind, vector.owner, vector.clusterId, String(seal.dropFirst(2))])
    func `nothing that the ledger shows is a token`(_ token: String) throws {
        #expect(try answer(ledgerText(Self.vector), token: token) == .refused(.unknownSeal))
    }

    @Test func `a token of one cluster is nobody in another`() throws {
        let text = ledgerText(Self.vector)
        let other = text.replacing(
            "clusterId: 0x\(Self.vector.clusterId)", with: "clusterId: 0x\(SealVector.all[4].clusterId)")
        #expect(text != other)
        #expect(try answer(other) == .refused(.unknownSeal))
    }
}
