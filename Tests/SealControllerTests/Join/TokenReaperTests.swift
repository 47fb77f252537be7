// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing
import WorkerProtocol

@testable import SealController

@Suite struct TokenReaperTests {
    private static let made = WallTime(seconds: 1000)

    private static func token(expires: WallTime? = WallTime(seconds: 1600)) -> TokenSecret {
        TokenSecret(name: "bootstrap-token-abcdef", uid: "u", node: "n-1", created: made, expires: expires)
    }

    private static func isDone(
        _ node: NodeSight?, _ verdict: NodeVerdict = .good, at seconds: Int64 = 1100
    ) -> Bool {
        TokenSweep.isDone(token(), node: node, verdict: verdict, now: WallTime(seconds: seconds))
    }

    @Test func `a token is left alone until its machine has come`() {
        #expect(!Self.isDone(nil))
        #expect(Self.isDone(NodeSight(created: WallTime(seconds: 1000), ready: nil)))
        #expect(Self.isDone(NodeSight(created: WallTime(seconds: 1001), ready: nil)))
        // The Node was there before: its machine is about to come anew.
        let before = WallTime(seconds: 999)
        #expect(!Self.isDone(NodeSight(created: before, ready: nil)))
        #expect(!Self.isDone(NodeSight(created: before, ready: before)))
        #expect(Self.isDone(NodeSight(created: before, ready: WallTime(seconds: 1000))))
    }

    @Test func `a token that has ended goes, and one whose end cannot be read`() {
        #expect(!Self.isDone(nil, at: 1659))
        #expect(Self.isDone(nil, at: 1660))
        #expect(TokenSweep.isDone(Self.token(expires: nil), node: nil, verdict: .good, now: Self.made))
    }

    @Test(arguments: LossCause.allCases)
    func `a token goes with the stake behind it, once the copy must have seen how it was made`(cause: LossCause) {
        #expect(!Self.isDone(nil, .lost(cause), at: 1000))
        #expect(!Self.isDone(nil, .lost(cause), at: 1014))
        #expect(Self.isDone(nil, .lost(cause), at: 1015))
        #expect(Self.isDone(nil, .lost(cause), at: 1016))
    }

    @Test(
        arguments: [
            .good, .suspended(.suspended), .suspended(.score), .suspended(.unrecognised), .unregistered, .unknown,
        ] as [NodeVerdict])
    func `no token goes for less than a stake that is lost`(verdict: NodeVerdict) {
        #expect(!Self.isDone(nil, verdict, at: 1100))
    }

    @Test func `a sweep ends the tokens of those whose stake is lost, and asks about their names alone`() throws {
        let world = try JoinWorld()
        let material = try world.join().get()
        let asked = Locked<[[String]]>([])
        let verdict = Locked(NodeVerdict.unknown)
        let reaper = TokenReaper(
            JoinObjects(world.objects), JoinSettings(),
            verdicts: { names in
                asked.withLock { $0.append(names) }
                return names.reduce(into: [:]) { $0[$1] = verdict.withLock(\.self) }
            }, isLeader: { true })
        let later = WallTime(seconds: JoinWorld.now.seconds + 30)
        reaper.sweep(now: later)
        #expect(reaper.counts == TokenReaper.Counts(ended: 0, failed: 0))
        verdict.withLock { $0 = .lost(.slashed) }
        reaper.sweep(now: later)
        #expect(world.objects.tokens == [])
        #expect(reaper.counts == TokenReaper.Counts(ended: 1, failed: 0))
        #expect(asked.withLock(\.self) == [[material.nodeName], [material.nodeName]])
    }

    @Test func `a sweep ends what is done, and nothing that is not ours`() throws {
        let world = try JoinWorld()
        let material = try world.join().get()
        world.objects.put(secret: "bootstrap-token-theirs", data: ["expiration": "2001-01-01T00:00:00Z"])
        let reaper = TokenReaper(JoinObjects(world.objects), JoinSettings()) { true }
        let later = WallTime(seconds: JoinWorld.now.seconds + 30)
        reaper.sweep(now: later)
        #expect(world.objects.tokens.count == 2)
        world.objects.put(node: material.nodeName, created: later)
        reaper.sweep(now: later)
        #expect(world.objects.tokens == ["secrets/bootstrap-token-theirs"])
        #expect(reaper.counts == TokenReaper.Counts(ended: 1, failed: 0))
        world.objects.fail([0: .lost])
        reaper.sweep(now: later)
        #expect(reaper.counts == TokenReaper.Counts(ended: 1, failed: 1))
    }

    @Test(.timeLimit(.minutes(10))) func `only the leader sweeps`() throws {
        let world = try JoinWorld()
        let leads = Locked(false)
        let asked = Locked(0)
        var settings = JoinSettings()
        settings.sweepInterval = .milliseconds(1)
        let reaper = TokenReaper(JoinObjects(world.objects), settings) {
            asked.withLock { $0 += 1 }
            return leads.withLock { $0 }
        }
        try reaper.start()
        defer { reaper.stop() }
        while asked.withLock({ $0 }) < 3 { Pause.take(.milliseconds(1)) }
        #expect(world.objects.calls == [])
        leads.withLock { $0 = true }
        while world.objects.calls.isEmpty { Pause.take(.milliseconds(1)) }
        #expect(world.objects.calls.first == "list secrets ")
    }
}
