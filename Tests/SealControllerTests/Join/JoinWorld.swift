// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

/// A chain of which each worker's entry is set by hand.
final class FakeChain: WorkerSource, Activator {
    private struct State {
        var sights: [Address: WorkerSight] = [:]
        var names: Set<String> = []
        var asked = 0
        var activated: [String] = []
        var fault: JoinRefusal?
        var answer: Activation?
        var isUnheard = false
        var leads = true
        var term = WallTime(seconds: 0)
    }

    private let state = Locked(State())

    var activated: [String] { state.withLock { $0.activated } }
    var asked: Int { state.withLock { $0.asked } }

    subscript(_ owner: Address) -> WorkerSight? {
        get { state.withLock { $0.sights[owner] } }
        set { state.withLock { $0.sights[owner] = newValue } }
    }

    /// Has the next activation fail like this.
    func fail(_ fault: JoinRefusal?) {
        state.withLock { state in
            state.fault = fault
            state.isUnheard = false
        }
    }
    /// Has the next activation be carried out, and nobody hear of it.
    func loseAnswer() { state.withLock { $0.isUnheard = true } }
    /// Has the next activation be answered like this, with nothing done.
    func answer(_ activation: Activation?) { state.withLock { $0.answer = activation } }
    func take(_ name: String) { state.withLock { _ = $0.names.insert(name) } }
    func lead(_ leads: Bool) { state.withLock { $0.leads = leads } }
    /// Has the controller have begun to lead at a time.
    func lead(since term: WallTime) { state.withLock { $0.term = term } }
    var term: WallTime? { state.withLock { $0.leads ? $0.term : nil } }

    func sight(of owner: Address) throws(JoinRefusal) -> WorkerSight {
        let sight = state.withLock { state in
            state.asked += 1
            return state.sights[owner]
        }
        return sight ?? WorkerSight(worker: nil, account: nil, minimum: 1000)
    }

    var mayActivate: Bool { state.withLock { $0.leads } }

    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation {
        try state.withLock { state throws(JoinRefusal) in
            if let fault = state.fault {
                state.fault = nil
                throw fault
            }
            if let answer = state.answer {
                state.answer = nil
                return answer
            }
            guard !state.names.contains(name) else { return .nameTaken }
            state.names.insert(name)
            state.activated.append(name)
            state.sights[owner]?.worker?.status = 2
            state.sights[owner]?.worker?.nodeName = name
            guard !state.isUnheard else {
                state.isUnheard = false
                throw .chainUnavailable
            }
            return .done
        }
    }
}

/// A staker with a machine, and all that the machine talks to.
final class JoinWorld {
    static let now = WallTime(seconds: 1_795_212_180)
    static let cluster = Address(7)
    static let serverKey = Bytes32(hex: String(repeating: "5a", count: 32)) ?? Bytes32()
    static let authority = Bytes32(hex: String(repeating: "c3", count: 32)) ?? Bytes32()

    let objects = FakeJoinCluster()
    let chain = FakeChain()
    let journal = FakeJournal()
    let wallet: PrivateKey
    let owner: Address
    let machine: RecipientKey
    let password: NodePassword
    let challenges: ChallengeBook
    let service: JoinService
    let course: JoinCourse

    init(_ settings: JoinSettings = JoinSettings(), status: UInt8 = 1) throws {
        wallet = try PrivateKey.random(.ed25519)
        owner = Address(wallet.publicKey)
        machine = try RecipientKey.random()
        password = try NodePassword.random()
        challenges = ChallengeBook(settings, keys: try NonceKeyRing())
        let facts = JoinFacts(
            cluster: Self.cluster, serverURL: "https://10.0.0.1:6443",
            authority: { () throws(JoinRefusal) in Self.authority })
        course = JoinCourse(
            facts, settings, source: chain, activator: chain, objects: JoinObjects(objects), journal: journal)
        service = JoinService(facts, settings, challenges: challenges, course: course) { [chain] in chain.term }
        chain[owner] = JoinDecisionTests.sight(status)
    }

    func name(_ number: Int) -> String { WorkerNodeName.name(of: owner, number) }

    /// A claim of the owner's, with a nonce that was given out for it.
    func claim(nonce: Bytes32? = nil, password: NodePassword? = nil) throws -> JoinClaim {
        let nonce =
            try nonce
            ?? challenges.issue(
                ChallengeRequest(purpose: .join, address: owner), cluster: Self.cluster, serverKey: Self.serverKey,
                now: Self.now
            ).nonce
        return JoinClaim(
            cluster: Self.cluster, owner: owner, serverKey: Self.serverKey, nodeID: "rack-7",
            joinKey: machine.publicKey, passwordDigest: try (password ?? self.password).digest(), nonce: nonce,
            issuedMilliseconds: UInt64(Self.now.seconds) * 1000)
    }

    func request(_ claim: JoinClaim, password: NodePassword? = nil) throws -> JoinRequest {
        JoinRequest(
            claim: claim, signature: try wallet.sign(claim.message, intent: .personalMessage),
            nodePassword: password ?? self.password)
    }

    /// What the course makes of a join, and what the machine reads.
    func join(password: NodePassword? = nil) throws -> Result<JoinMaterial, JoinRefusal> {
        let claim = try claim(password: password)
        let verified = try request(claim, password: password).unverified().verified()
        let reply: JoinReply
        do throws(JoinRefusal) {
            reply = try course.run(verified, password ?? self.password, now: Self.now)
        } catch { return .failure(error) }
        return .success(try #require(try reply.open(by: machine, claim: claim)))
    }
}
