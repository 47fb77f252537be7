// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

@Suite(.timeLimit(.minutes(10))) struct JoinServiceTests {
    /// What became of a join, once that is known.
    private static func outcome(
        _ world: JoinWorld, _ request: JoinRequest, owner: Address? = nil, now: WallTime = JoinWorld.now
    ) throws -> JoinOutcome {
        let outcome = Monitor<JoinOutcome?>(nil)
        world.service.join(request, owner: owner ?? world.owner, now: now) { result in
            outcome.withLock { $0 = result }
            outcome.notifyAll()
        }
        return try #require(outcome.wait(until: Monotonic.now.advanced(by: .seconds(60)), for: { $0 }))
    }

    private static func refusal(_ outcome: JoinOutcome) -> JoinRefusal? {
        if case .refused(let refusal) = outcome { refusal } else { nil }
    }

    @Test func `a machine joins, and is counted`() throws {
        let world = try JoinWorld()
        try world.service.start()
        defer { world.service.stop() }
        let claim = try world.claim()
        guard case .joined(let reply) = try Self.outcome(world, try world.request(claim)) else {
            Issue.record("it did not")
            return
        }
        #expect(try reply.open(by: world.machine, claim: claim)?.nodeName == world.name(1))
        #expect(world.service.counts == JoinService.Counts(joined: 1, refused: [:]) && world.service.inHand == 0)
    }

    @Test func `a nonce is one try, whatever becomes of it`() throws {
        let world = try JoinWorld()
        let claim = try world.claim()
        let stranger = try PrivateKey.random(.ed25519)
        let forged = JoinRequest(
            claim: claim, signature: try stranger.sign(claim.message, intent: .personalMessage),
            nodePassword: world.password)
        #expect(Self.refusal(try Self.outcome(world, forged)) == .claim(.wrongSigner))
        #expect(Self.refusal(try Self.outcome(world, try world.request(claim))) == .challengeUsed)
        #expect(world.chain.asked == 0 && world.objects.calls == [])
        #expect(world.service.counts.refused == ["claim_wrong_signer": 1, "challenge_used": 1])
    }

    @Test func `what is not for this cluster, this owner or this time costs no nonce`() throws {
        let world = try JoinWorld()
        let claim = try world.claim()
        let request = try world.request(claim)
        #expect(Self.refusal(try Self.outcome(world, request, owner: Address(1))) == .otherOwner)
        let late = WallTime(seconds: JoinWorld.now.seconds + 180)
        #expect(Self.refusal(try Self.outcome(world, request, now: late)) == .claim(.expired))
        let other = try NodePassword.random()
        let swapped = try world.request(claim, password: other)
        #expect(Self.refusal(try Self.outcome(world, swapped)) == .claim(.wrongPassword))
        #expect(world.challenges.count == 0)
        #expect(world.service.inHand == 0)
    }

    @Test func `who does not lead redeems no nonce, and who leads since redeems none from before`() throws {
        let world = try JoinWorld()
        let request = try world.request(try world.claim())
        world.chain.lead(false)
        #expect(Self.refusal(try Self.outcome(world, request)) == .notLeader)
        #expect(world.challenges.count == 0 && world.service.inHand == 0)
        world.chain.lead(true)
        world.chain.lead(since: WallTime(nanoseconds: JoinWorld.now.nanoseconds + 1_000_000))
        #expect(Self.refusal(try Self.outcome(world, request)) == .challengeEarlier)
        world.chain.lead(since: JoinWorld.now)
        try world.service.start()
        defer { world.service.stop() }
        #expect(Self.refusal(try Self.outcome(world, request)) == nil)
    }

    @Test func `a nonce that nobody gave out opens nothing`() throws {
        let world = try JoinWorld()
        let request = try world.request(try world.claim(nonce: try .random()))
        #expect(Self.refusal(try Self.outcome(world, request)) == .challengeUnknown)
    }

    @Test func `one owner joins once at a time, and no more than there is room for`() throws {
        var settings = JoinSettings()
        settings.inHand = 1
        let world = try JoinWorld(settings)
        let outcomes = Locked<[JoinRefusal?]>([])
        // No thread works on them yet.
        world.service.join(try world.request(try world.claim()), owner: world.owner, now: JoinWorld.now) { outcome in
            outcomes.withLock { $0.append(Self.refusal(outcome)) }
        }
        #expect(world.service.inHand == 1)
        let again = try world.request(try world.claim())
        #expect(Self.refusal(try Self.outcome(world, again)) == .inHand)
        #expect(Self.refusal(try Self.outcome(world, again, owner: Address(1))) == .overloaded)
        #expect(world.challenges.count == 1, "who is sent away keeps the nonce")
        // What waits when it ends is told.
        world.service.stop()
        #expect(outcomes.withLock { $0 } == [.overloaded])
        #expect(Self.refusal(try Self.outcome(world, again)) == .overloaded)
        #expect(world.service.inHand == 0)
    }

    @Test func `each refusal says one thing, in one place`() {
        let all = JoinRefusal.all
        #expect(Set(all.map(\.label)).count == all.count)
        #expect(Set(all.map { "\($0.sentence)" }).count == all.count)
        #expect(all.allSatisfy { $0.label.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x5f } })
        #expect(all.allSatisfy { (400...503).contains($0.code.status) })
    }
}
