// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import WorkerProtocol

@testable import StakeWorker

/// A master in memory that lets in whoever signs as it must be.
final class FakeMaster: MasterDoor {
    /// What it does, and what it was asked.
    struct World: Sendable {
        var cluster = Address(0xc1)
        var key = Bytes32()
        var verified = 0
        var checked = 0
        var joins: [JoinClaim] = []
        var heartbeats: [Heartbeat] = []
        var tokens: [String] = []
        var passwords: Set<String> = []
        /// Which key its challenges name.
        var namedKey = Bytes32()
        /// To which key it seals, instead of the one that was claimed.
        var sealsFor: Bytes32?
        var failure: WorkerFailure?
        var checkFailure: WorkerFailure?
        var reply = HeartbeatReply(
            nodeName: "n-abc-1", standing: .active, reason: "", stakeMist: 1, requiredMist: 1, drain: false)
        var expires: UInt64 = 2_000_000_000_000
    }

    let world = Locked(World())
    private let crash: Locked<Crash>

    init(crash: Crash = Crash(at: nil)) { self.crash = Locked(crash) }

    var now: World {
        get { world.withLock { $0 } }
        set { world.withLock { $0 = newValue } }
    }

    func set(_ crash: Crash) { self.crash.withLock { $0 = crash } }

    func verify() throws(WorkerFailure) -> VerifiedMaster {
        if let failure = now.failure { throw failure }
        try crash.withLock { $0 }.around { () throws(WorkerFailure) in world.withLock { $0.verified += 1 } }
        return VerifiedMaster(url: "https://master.test", serverKey: now.key, isAttested: true)
    }

    func check() throws(WorkerFailure) {
        world.withLock { $0.checked += 1 }
        if let failure = now.checkFailure ?? now.failure { throw failure }
    }

    func challenge(_ request: ChallengeRequest) throws(WorkerFailure) -> Challenge {
        try crash.withLock { $0 }.around { () throws(WorkerFailure) in }
        let world = now
        return Challenge(
            nonce: Bytes32(hex: String(repeating: "ab", count: 32)) ?? Bytes32(), cluster: world.cluster,
            serverKey: world.namedKey, issuedMilliseconds: 1, expiresMilliseconds: 2)
    }

    func join(_ request: JoinRequest, token: String) throws(WorkerFailure) -> JoinReply {
        var reply: JoinReply?
        try crash.withLock { $0 }.around { () throws(WorkerFailure) in reply = try answer(request, token) }
        guard let reply else { throw Crash.failure }
        return reply
    }

    func heartbeat(_ heartbeat: Heartbeat, token: String) throws(WorkerFailure) -> HeartbeatReply {
        if let failure = now.failure { throw failure }
        world.withLock { world in
            world.heartbeats.append(heartbeat)
            world.tokens.append(token)
        }
        return now.reply
    }

    private func answer(_ request: JoinRequest, _ token: String) throws(WorkerFailure) -> JoinReply {
        do {
            let verified = try request.unverified().verified()
            let world = now
            self.world.withLock { world in
                world.joins.append(verified.claim)
                world.tokens.append(token)
                world.passwords.insert(request.nodePassword.text)
            }
            guard
                let join = JoinToken("K10\(String(repeating: "c", count: 64))::abcdef.0123456789abcdef"),
                let material = JoinMaterial(
                    nodeName: "n-abc-1", serverURL: "https://server.test:6443", token: join,
                    expiresMilliseconds: world.expires)
            else { throw Crash.failure }
            let sealed = try JoinReply.sealing(material, for: verified)
            guard world.sealsFor != nil else { return sealed }
            return JoinReply(nodeName: "n-abc-1", sealed: sealed.sealed.reversed(), expiresMilliseconds: world.expires)
        } catch { throw WorkerFailure(.masterRefused, "the claim was not good") }
    }
}
