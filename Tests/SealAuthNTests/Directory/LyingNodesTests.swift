// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import SealAuthN

/// One node lies while the copy is outdated: it costs a look-up, and gives nothing that lasts.
@Suite struct LyingNodesTests {
    static let nanosecond = Duration.nanoseconds(1)

    private static func world(_ amount: UInt64 = 2_500_000_000) throws -> DirectoryWorld {
        let world = try DirectoryWorld()
        world.copy(Sample.account(amount))
        world.put(account: Sample.account(amount))
        world.pass(.seconds(11))
        return world
    }

    /// What cannot be true of an account that is known to have the number 7.
    static let impossible: [(EntryAnswer.Content, LedgerError.Code)] = [
        (.nothing, .stale), (.account(Sample.account(100 * Sample.sui, sequence: 6)), .stale),
        (.account(Sample.account(100 * Sample.sui)), .stale), (.account(Sample.account(status: 3)), .stale),
        (.seal(Sample.seal(of: Address(9), sequence: 100)), .malformed), (.params(Sample.params()), .malformed),
    ]

    @Test(arguments: impossible.indices) func `what cannot be true is no answer`(_ index: Int) throws {
        let (content, code) = Self.impossible[index]
        let world = try Self.world()
        world.source.answer(.account(world.owner), .says(content))
        #expect(try world.tier() == .developer)
        #expect(world.counts.contradicted == 1)
        #expect(world.counts.failures == [code: 1])
        #expect(world.counts.found == 1 && world.counts.nothing == 0)
        #expect(world.events == [code.rawValue])
        world.pass(.seconds(289) + Self.nanosecond)
        #expect(try world.answer() == .refused(.ledgerUnavailable))
    }

    @Test(arguments: impossible.indices) func `nor is it for super, who has no grace`(_ index: Int) throws {
        let world = try Self.world(10 * Sample.sui)
        world.source.answer(.account(world.owner), .says(Self.impossible[index].0))
        #expect(try world.answer() == .refused(.ledgerUnavailable))
    }

    @Test func `a seal that is known is not unknown because one node says so`() throws {
        let world = try Self.world()
        world.source.answer(.seal(world.key), .says(.nothing))
        #expect(try world.tier() == .developer)
        world.source.answer(.seal(world.key), .says(.seal(world.seal(kind: 2))))
        #expect(try world.tier() == .developer)
        world.source.answer(.seal(world.key), .says(.account(Sample.account())))
        #expect(try world.tier() == .developer)
        #expect(world.counts.contradicted == 3)
    }

    @Test func `a height that stands still is not fresh, whatever time it claims`() throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        world.put(account: Sample.account(10 * Sample.sui))
        func answer() throws -> Authentication? {
            let freshness = Freshness(
                chain: "c", epoch: DirectoryWorld.epoch, checkpoint: 2000,
                timestamp: UInt64(world.now.wall.nanoseconds / 1_000_000))
            world.source.answer(.seal(world.key), .lags(.seal(world.seal()), freshness))
            world.source.answer(
                .account(world.owner), .lags(.account(Sample.account(10 * Sample.sui)), freshness))
            return try world.answer()
        }
        #expect(try answer()?.tier == .super)
        world.pass(.seconds(10))
        #expect(try answer()?.tier == .super)
        world.pass(.seconds(2))
        #expect(try answer() == .refused(.ledgerUnavailable))
        #expect(world.counts.failures == [.stale: 2])
        world.source.answer(.seal(world.key), nil)
        world.source.answer(.account(world.owner), nil)
        #expect(try world.tier() == .super)
    }

    // More than 10 s behind, or more than 5 s ahead, is lagging, from a look-up as from the stream.
    @Test(arguments: [(-10_000, true), (-10_001, false), (5000, true), (5001, false)] as [(Int, Bool)])
    func `an answer is as old as its own time says`(_ milliseconds: Int, _ isFresh: Bool) throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        let freshness = Freshness(
            chain: "c", epoch: DirectoryWorld.epoch, checkpoint: 2000,
            timestamp: UInt64(Int(DirectoryWorld.startMilliseconds) + milliseconds))
        world.source.answer(.seal(world.key), .lags(.seal(world.seal()), freshness))
        let answer = try world.answer()
        #expect(answer == .refused(.ledgerUnavailable) || isFresh)
        #expect(answer?.tier == (isFresh ? .developer : nil))
    }

    @Test func `two nodes that contradict each other are both not believed`() throws {
        let world = try DirectoryWorld()
        world.mark { $0 = FollowMark(thresholds: Sample.thresholds) }
        #expect(try world.tier() == .developer)
        world.pass(.seconds(2))
        world.source.answer(.account(world.owner), .says(.account(Sample.account(100 * Sample.sui))))
        #expect(try world.answer() == .refused(.ledgerUnavailable))
        #expect(world.counts.contradicted == 1)
        world.source.answer(.account(world.owner), nil)
        #expect(try world.tier() == .developer)
    }

    @Test func `a slashing that was looked up stays in force while the copy has not come as far`() throws {
        let world = try Self.world()
        world.put(account: Sample.account(status: 3, generation: 1, sequence: 8))
        // 11 s at ten checkpoints per second, and one ahead.
        #expect(try world.answer() == .refused(.slashed))
        world.catchUp(checkpoint: 1110)
        #expect(try world.decided() == .refused(.slashed))
        world.pass(.seconds(10))
        world.catchUp(checkpoint: 1110)
        #expect(try world.decided() == .refused(.slashed))
        // Ten seconds later the copy would have it, were it true.
        world.pass(Self.nanosecond)
        world.catchUp(checkpoint: 1110)
        #expect(try world.decided()?.tier == .developer)
        world.tables.insert(Sample.account(status: 3, generation: 1, sequence: 8), of: world.owner)
        #expect(try world.decided() == .refused(.slashed))
    }

    // An account of 100 SUI with the last number there is, said by one node.
    @Test func `an absurd number does not outlive the copy's becoming fresh`() throws {
        let world = try Self.world()
        world.source.answer(
            .account(world.owner), .says(.account(Sample.account(5 * Sample.sui, sequence: .max))))
        #expect(try world.tier() == .admin)
        world.catchUp(checkpoint: 1111)
        #expect(try world.decided()?.tier == .developer)
        // Nor does it come back when the copy grows old again, with nobody to ask.
        world.source.answer(.account(world.owner), .failing(.unavailable))
        world.source.answer(.seal(world.key), .failing(.unavailable))
        world.pass(.seconds(11))
        #expect(try world.tier() == .developer)
    }

    @Test func `nor ten seconds with a copy that is not as far`() throws {
        let world = try Self.world()
        world.source.answer(
            .account(world.owner), .says(.account(Sample.account(100 * Sample.sui, sequence: .max))))
        #expect(try world.tier() == .super)
        world.pass(.seconds(9))
        // Nor if somebody else was looked up since.
        #expect(try world.answer(DirectoryWorld.stranger(1)) == .refused(.unknownSeal))
        world.pass(.seconds(1) + Self.nanosecond)
        world.catchUp(checkpoint: 1110)
        #expect(try world.decided()?.tier == .developer)
    }

    // A revocation that one node has made up may be a true one that the others have not seen.
    @Test(arguments: [true, false]) func `a made-up revocation lasts until the copy has come as far`(
        _ isRevoked: Bool
    ) throws {
        let world = try Self.world()
        let lie = isRevoked ? world.seal(revoked: true, sequence: 6) : Sample.seal(of: Address(9), sequence: 6)
        let reason = TokenRefusal.revoked
        world.source.answer(.seal(world.key), .says(.seal(lie)))
        #expect(try world.answer() == .refused(isRevoked ? reason : .wrongBinding))
        world.source.answer(.seal(world.key), nil)
        for _ in 0..<20 {
            world.pass(.seconds(1) + Self.nanosecond)
            #expect(try world.answer() == .refused(isRevoked ? reason : .wrongBinding))
        }
        #expect(world.counts.contradicted == 20)
        world.catchUp(checkpoint: 1111)
        #expect(try world.decided()?.tier == .developer)
    }

    // A node that is behind, or lies about the past, does not undo what another has told; nor does it when it is asked twice.
    @Test func `a slashing is not untold by who has not seen it`() throws {
        let world = try Self.world()
        world.put(account: Sample.account(status: 3, generation: 1, sequence: 8))
        #expect(try world.answer() == .refused(.slashed))
        world.source.answer(.account(world.owner), .says(.account(Sample.account())))
        for _ in 0..<30 {
            world.pass(.seconds(1) + Self.nanosecond)
            #expect(try world.answer() == .refused(.slashed))
        }
    }

    // More stake that one node has told of, and another denies when it can no longer be merely behind.
    @Test func `what is contradicted lets nobody in before it is said again`() throws {
        let world = try Self.world()
        let more = EntryAnswer.Content.account(Sample.account(5 * Sample.sui, sequence: 8))
        world.source.answer(.account(world.owner), .says(more))
        #expect(try world.tier() == .admin)
        world.source.answer(.account(world.owner), nil)
        world.pass(.seconds(15))
        #expect(try world.tier() == .admin)
        world.pass(.seconds(1))
        #expect(try world.answer() == .refused(.ledgerUnavailable))
        #expect(try world.answer() == .refused(.ledgerUnavailable))
        world.source.answer(.account(world.owner), .says(more))
        #expect(try world.tier() == .admin)
    }
}
