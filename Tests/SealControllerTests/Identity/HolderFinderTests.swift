// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// Whose a token is, by the copy of the chain.
@Suite struct HolderFinderTests {
    private let ground = ChainGround()
    private static let owner = SuiLedger.Address(0x11)

    private func find(_ token: [UInt8], at now: Moment = ChainGround.now) throws -> HolderFinding {
        var finder = try HolderFinder(
            cluster: ChainGround.cluster,
            signed: SignedTokens(cluster: ChainGround.cluster, now: ChainGround.now.monotonic))
        return finder.find(token.span, in: ground.view, at: now)
    }

    private func staker() throws -> [UInt8] {
        ground.tables.insert(ChainGround.account(2 * ChainGround.sui), of: Self.owner)
        return try ground.mint(0xA7, for: Self.owner)
    }

    @Test func `a token is its owner's, with or without what stands in front`() throws {
        let token = try staker()
        for form in [token, Array(token.dropFirst(5))] {
            guard case .holder(let holder) = try find(form) else {
                Issue.record("nobody holds it")
                continue
            }
            #expect(holder.owner == Self.owner && holder.tier == .developer && holder.refusal == nil)
        }
    }

    @Test func `a worker's seal is one here`() throws {
        ground.tables.insert(ChainGround.account(0, node: ChainGround.sui), of: Self.owner)
        guard case .holder(let holder) = try find(try ground.mint(0xA8, for: Self.owner, kind: 2)) else {
            Issue.record("nobody holds it")
            return
        }
        #expect(holder.kind == .worker && holder.refusal == nil)
    }

    @Test func `what is no seal token is nobody's`() throws {
        for text in ["", "seal_", "sealsig1.a.b", String(repeating: "g", count: 64), "eyJ.e30.x"] {
            #expect(try find(Array(text.utf8)) == .refused(.malformedToken))
        }
        let unknown = Array("seal_".utf8) + Array(repeating: UInt8(ascii: "b"), count: 64)
        #expect(try find(unknown) == .refused(.unknownSeal))
    }

    @Test func `a key that somebody copied is worth nothing`() throws {
        let token = try staker()
        let key = try #require(Bytes32(hex: try keyHex(of: 0xA7)))
        // The chain is told that the seal is another's, with the first owner's bind.
        let seal = try #require(ground.tables.seal(SealKey(key)))
        var stolen = seal
        (stolen.owner, stolen.sequence) = (Address(0x66), seal.sequence + 1)
        ground.tables.insert(stolen, under: SealKey(key))
        #expect(try find(token) == .refused(.wrongBinding))
    }

    private func keyHex(of secret: UInt8) throws -> String {
        let message =
            Array("k3s-daas/seal/v1".utf8) + ChainGround.cluster.raw.bytes + [UInt8](repeating: secret, count: 32)
        return try SHA256.digest(of: message.span).hex
    }

    @Test func `an old copy tells who is known, for a while, and never who is not`() throws {
        let token = try staker()
        let unknown = Array(repeating: UInt8(ascii: "b"), count: 64)
        for (age, isKnown, isNone) in [
            (Duration.seconds(10), true, true), (.seconds(11), true, false), (.seconds(60), true, false),
            (.seconds(61), false, false),
        ] {
            let now = ChainGround.after(age)
            if case .holder = try find(token, at: now) { #expect(isKnown) } else { #expect(!isKnown) }
            #expect(try find(unknown, at: now) == (isNone ? .refused(.unknownSeal) : .unavailable))
        }
    }

    @Test func `a copy with a hole tells nothing, and one that is not whole tells who is in it`() throws {
        let token = try staker()
        let unknown = Array(repeating: UInt8(ascii: "b"), count: 64)
        ground.mark.withLock { $0.isComplete = false }
        #expect(try find(unknown) == .unavailable)
        guard case .holder = try find(token) else {
            Issue.record("who is in the copy is not known")
            return
        }
        ground.mark.withLock { $0.hasHole = true }
        #expect(try find(token) == .unavailable)
        ground.mark.withLock { $0 = FollowMark() }
        #expect(try find(token) == .unavailable)
    }
}
