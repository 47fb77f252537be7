// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// A copy that is fresh and complete: nobody is asked anything.
@Suite struct FreshCopyTests {
    @Test func `a good token is its owner`() throws {
        let world = try DirectoryWorld()
        world.copy()
        let expected = Identity(
            owner: world.owner.raw, seal: Address(0x1d).raw, tier: .developer, stake: 2_500_000_000, expiresEpoch: 80)
        #expect(try world.decided() == .accepted(expected, for: AudienceSet(rawValue: 2)))
        #expect(try world.decided(Array("seal_".utf8) + world.token) == world.decided())
        #expect(expected.username == "sui:0x" + DirectoryWorld.vector.owner)
        #expect(world.source.asks.isEmpty)
        #expect(world.counts == LookUpCounts())
    }

    @Test func `an unknown token is refused without a question`() throws {
        let world = try DirectoryWorld()
        world.copy()
        for number in 0..<1000 {
            let answer = try world.decided(DirectoryWorld.stranger(number))
            #expect(answer == .refused(.unknownSeal))
        }
        #expect(world.source.asks.isEmpty)
    }

    @Test func `an event makes a token good at once, and another ends it`() throws {
        let world = try DirectoryWorld()
        #expect(try world.decided() == .refused(.unknownSeal))
        world.tables.insert(world.seal(), under: world.key)
        #expect(try world.decided() == .refused(.unstaked))
        world.tables.insert(Sample.account(), of: world.owner)
        #expect(try world.decided()?.tier == .developer)
        world.tables.insert(Sample.account(status: 3, generation: 1, sequence: 8), of: world.owner)
        #expect(try world.decided() == .refused(.slashed))
        // Whoever brings what was before changes nothing.
        world.tables.insert(Sample.account(), of: world.owner)
        #expect(try world.decided() == .refused(.slashed))
        world.tables.insert(Sample.account(generation: 1, sequence: 9), of: world.owner)
        #expect(try world.decided() == .refused(.outdatedGeneration))
        world.tables.insert(world.seal(generation: 1, sequence: 6), under: world.key)
        #expect(try world.decided()?.tier == .developer)
        #expect(world.source.asks.isEmpty)
    }

    // By design: up to 10 s from the table.
    @Test func `nobody is asked for ten seconds, and then somebody is`() throws {
        let world = try DirectoryWorld()
        world.copy()
        world.pass(.seconds(10))
        #expect(try world.decided()?.tier == .developer)
        #expect(try world.decided(DirectoryWorld.stranger(1)) == .refused(.unknownSeal))
        world.pass(.nanoseconds(1))
        #expect(try world.decided() == nil)
        #expect(try world.decided(DirectoryWorld.stranger(1)) == nil)
        #expect(world.source.asks.isEmpty)
    }

    /// What the copy has, and what the token is worth by it.
    static let refused: [(TokenRefusal, @Sendable (DirectoryWorld) -> Void)] = [
        (.workerSeal, { $0.copy(Sample.account(), $0.seal(kind: 2)) }),
        (.malformedSeal, { $0.copy(Sample.account(), $0.seal(kind: 3)) }),
        (.malformedSeal, { $0.copy(Sample.account(), $0.seal(permissions: ["a\u{1B}[2J"])) }),
        (.malformedSeal, { $0.copy(Sample.account(), $0.seal(namespaces: [""])) }),
        (.revoked, { $0.copy(Sample.account(), $0.seal(revoked: true)) }),
        (.expired, { $0.copy(Sample.account(), $0.seal(expires: DirectoryWorld.epoch)) }),
        (.slashed, { $0.copy(Sample.account(status: 3)) }),
        (.unstaked, { $0.copy(Sample.account(0, status: 2)) }),
        (.unstaked, { $0.copy(Sample.account(status: 9)) }),
        (.unstaked, { $0.copy(nil) }),
        (.stakeTooLow, { $0.copy(Sample.account(499_999_999, node: 99 * Sample.sui)) }),
        (.outdatedGeneration, { $0.copy(Sample.account(generation: 1)) }),
        // A hash that somebody copied from the chain under a name of his own.
        (.wrongBinding, { $0.copy(Sample.account(), Sample.seal(of: Address(9), bind: $0.bind)) }),
        (.wrongBinding, { $0.copy(Sample.account(), Sample.seal(of: $0.owner, bind: Bytes32())) }),
        // Nothing else about a seal is told to whoever does not own it.
        (.wrongBinding, { $0.copy(Sample.account(), Sample.seal(of: Address(9), bind: $0.bind, revoked: true)) }),
    ]

    @Test(arguments: refused.indices) func `what is worth nothing is refused for its reason`(_ index: Int) throws {
        let world = try DirectoryWorld()
        Self.refused[index].1(world)
        #expect(try world.decided() == .refused(Self.refused[index].0))
        #expect(world.source.asks.isEmpty)
    }

    @Test func `an operator asks for more than the chain`() throws {
        var floors = TierFloors()
        floors[.developer] = 3 * Sample.sui
        let raised = floors
        let world = try DirectoryWorld { $0.floors = raised }
        world.copy()
        #expect(try world.decided()?.tier == .viewer)
    }

    @Test func `the epoch of the copy ends a seal`() throws {
        let world = try DirectoryWorld()
        world.copy()
        world.mark { $0.epoch = 79 }
        #expect(try world.decided()?.tier == .developer)
        world.mark { $0.epoch = 80 }
        #expect(try world.decided() == .refused(.expired))
        world.mark { $0.epoch = nil }
        #expect(try world.decided() == .refused(.ledgerUnavailable))
    }

    // An epoch has begun that a node has told of, and the copy is fresh again before it has come as far.
    @Test func `an epoch that a look-up told ends a seal though the copy is fresh again`() throws {
        let world = try DirectoryWorld()
        world.copy()
        world.pass(.seconds(11))
        let freshness = Freshness(
            chain: "c", epoch: 80, checkpoint: 1111, timestamp: DirectoryWorld.startMilliseconds + 11_000)
        world.source.answer(.seal(world.key), .lags(.seal(world.seal()), freshness))
        #expect(try world.answer() == .refused(.expired))
        world.catchUp(checkpoint: 1110)
        #expect(try world.decided() == .refused(.expired))
        world.catchUp(checkpoint: 1111)
        #expect(try world.decided()?.tier == .developer)
        world.mark { $0.epoch = 80 }
        #expect(try world.decided() == .refused(.expired))
    }

    @Test func `a token of one cluster is nobody in another`() throws {
        let world = try DirectoryWorld { $0.cluster = Address(0x77) }
        world.copy()
        #expect(try world.decided() == .refused(.unknownSeal))
    }

    // What is on chain is public for ever, and opens no door.
    @Test func `nothing that the chain shows is a token`() throws {
        let world = try DirectoryWorld()
        world.copy()
        let vector = DirectoryWorld.vector
        for text in [vector.key, vector.bind, vector.owner, vector.clusterId, Address(0x1d).raw.hex] {
            #expect(try world.decided(Array(text.utf8)) == .refused(.unknownSeal))
        }
    }

    /// A mark that has been thrown away since it was looked at: "there is none" is nothing that such a copy can say.
    @Test func `a copy that is emptied meanwhile refuses nobody`() throws {
        let marks = Locked([DirectoryWorld.mark])
        let world = try DirectoryWorld()
        let directory = IdentityDirectory(
            DirectorySettings(cluster: world.cluster), tables: ClusterTables(),
            mark: { marks.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }, source: world.source,
            clock: { DirectoryWorld.start })
        var authenticator = try SealAuthenticator(directory)
        let (token, audience) = (world.token, AudienceSet(rawValue: 2))
        let first = authenticator.authenticate(token.span, for: audience, at: DirectoryWorld.start)
        guard case .decided(.refused(.unknownSeal)) = first else {
            Issue.record("a complete copy knows that there is none")
            return
        }
        marks.withLock { $0 = [DirectoryWorld.mark, FollowMark()] }
        let second = authenticator.authenticate(token.span, for: audience, at: DirectoryWorld.start)
        guard case .open = second else {
            Issue.record("refused by a copy that is none")
            return
        }
    }
}
