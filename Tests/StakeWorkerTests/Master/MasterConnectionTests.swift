// SPDX-License-Identifier: Apache-2.0
import Crypto
import HTTPServer
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import StakeWorker

@Suite(.timeLimit(.minutes(10))) struct MasterConnectionTests {
    private static let request = ChallengeRequest(purpose: .join, address: Address(1))

    private static func fails<Value>(
        _ code: WorkerFailure.Code, _ words: String = "", _ body: () throws(WorkerFailure) -> Value
    ) {
        do throws(WorkerFailure) {
            _ = try body()
            Issue.record("nothing was thrown")
        } catch { #expect(error.code == code && (words.isEmpty || error.description.contains(words)), "\(error)") }
    }

    @Test func `the enclave that the chain names is verified, and spoken to over its key alone`() throws {
        let world = try MasterWorld()
        let connection = world.connection()
        let master = try connection.verify()
        #expect(master == VerifiedMaster(url: world.url, serverKey: world.key, isAttested: true))
        let challenge = try connection.challenge(Self.request)
        #expect(challenge.cluster == world.cluster && challenge.serverKey == world.key)
        #expect(world.paths == ["/api/v1/attestation", "/api/v1/challenge"])
    }

    /// A claim of somebody's, signed as it must be.
    private static func claim(_ world: MasterWorld) throws -> JoinRequest {
        let wallet = try PrivateKey.random(.ed25519)
        let password = try NodePassword.random()
        let claim = JoinClaim(
            cluster: world.cluster, owner: Address(wallet.publicKey), serverKey: world.key, nodeID: "rack-7",
            joinKey: try RecipientKey.random().publicKey, passwordDigest: try password.digest(), nonce: Bytes32(),
            issuedMilliseconds: 1)
        return JoinRequest(
            claim: claim, signature: try wallet.sign(claim.message, intent: .personalMessage), nodePassword: password)
    }

    // Four connections are tried; who does not lead redeems no nonce.
    @Test(arguments: [0, 1, 3]) func `a join that comes to one that does not lead is brought to another`(
        _ others: Int
    ) throws {
        var behaviour = MasterBehaviour()
        behaviour.othersFirst = others
        let world = try MasterWorld(behaviour)
        let connection = world.connection()
        _ = try connection.verify()
        let reply = try connection.join(try Self.claim(world), token: "seal_x")
        #expect(reply.nodeName == "n-abc-1")
        #expect(world.paths.count == 1 + others + 1)
    }

    @Test func `where none leads a join comes back later`() throws {
        var behaviour = MasterBehaviour()
        behaviour.othersFirst = 4
        let world = try MasterWorld(behaviour)
        let connection = world.connection()
        _ = try connection.verify()
        let claim = try Self.claim(world)
        Self.fails(.masterUnavailable, "another controller") { () throws(WorkerFailure) in
            try connection.join(claim, token: "seal_x")
        }
        #expect(world.paths.count == 1 + 4)
    }

    // A controller lets a join wait for as long as `limits.answerTimeout`: 45 s, and 120 s at most.
    @Test func `a join is waited for longer than a controller waits, and nothing else is`() throws {
        let usual = MasterConnection.Patience()
        #expect(usual.join > .seconds(120) && usual.usual < .seconds(45))
        var behaviour = MasterBehaviour()
        behaviour.isSlow = true
        let world = try MasterWorld(behaviour)
        let connection = world.connection(patience: .init(usual: .seconds(5), join: .seconds(500)))
        _ = try connection.verify()
        let claim = try Self.claim(world)
        let reply = Monitor<JoinReply?>(nil)
        let thread = try SharedThread(name: "join") {
            let joined = try? connection.join(claim, token: "seal_x")
            reply.withLock { $0 = joined }
            reply.notifyAll()
        }
        defer { thread.join() }
        while world.paths.count < 2 { Pause.take(.milliseconds(1)) }
        // Asked for after the join, and given up before it.
        Self.fails(.masterUnavailable) { () throws(WorkerFailure) in try connection.challenge(Self.request) }
        world.answer()
        let name = reply.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0?.nodeName }
        #expect(name == "n-abc-1")
    }

    @Test func `nothing is said before the master is verified`() throws {
        let world = try MasterWorld()
        let connection = world.connection()
        Self.fails(.masterUntrusted) { () throws(WorkerFailure) in try connection.challenge(Self.request) }
        #expect(world.paths.isEmpty)
    }

    @Test func `a check looks at a document that the enclave has at hand`() throws {
        let world = try MasterWorld()
        let connection = world.connection()
        try connection.check()
        try connection.check()
        #expect(world.paths == ["/api/v1/attestation", "/api/v1/attestation"])
    }

    @Test func `where that is too old the enclave is challenged, and nobody is accused`() throws {
        var behaviour = MasterBehaviour()
        behaviour.copiesAreOld = true
        let world = try MasterWorld(behaviour)
        let connection = world.connection()
        _ = try connection.verify()
        try connection.check()
        #expect(world.paths.count == 3)
        _ = try connection.challenge(Self.request)
    }

    @Test func `an enclave that the chain names no more is told nothing`() throws {
        let world = try MasterWorld()
        let names = Locked(world.serving)
        let connection = MasterConnection(
            .init(url: nil, trust: .enclave(.init(measurements: [], root: .other(world.root.hex)))),
            cluster: world.cluster
        ) { () throws(WorkerFailure) in names.withLock { $0 } }
        _ = try connection.verify()
        names.withLock { $0.entry.signingKey = .init(repeating: 5, count: 32) }
        Self.fails(.masterUntrusted) { () throws(WorkerFailure) in try connection.check() }
        Self.fails(.masterUntrusted) { () throws(WorkerFailure) in try connection.challenge(Self.request) }
        // For everybody, and then by a challenge.
        #expect(world.paths == .init(repeating: "/api/v1/attestation", count: 3))
    }

    @Test func `while the chain does not answer, what it said last counts`() throws {
        let world = try MasterWorld()
        let failure = Locked<WorkerFailure?>(nil)
        let serving = world.serving
        let connection = MasterConnection(
            .init(url: nil, trust: .enclave(.init(measurements: [], root: .other(world.root.hex)))),
            cluster: world.cluster
        ) { () throws(WorkerFailure) in
            if let failure = failure.withLock({ $0 }) { throw failure }
            return serving
        }
        _ = try connection.verify()
        failure.withLock { $0 = WorkerFailure(.chainUnavailable, "no node") }
        try connection.check()
        // That nobody serves is an answer.
        failure.withLock { $0 = WorkerFailure(.standing, "nobody") }
        Self.fails(.standing) { () throws(WorkerFailure) in try connection.check() }
    }

    @Test func `another image than the chain asks for is refused`() throws {
        let world = try MasterWorld()
        for index in 0..<3 {
            let connection = world.connection { serving in
                let other = [UInt8](repeating: 1, count: 48)
                switch index {
                case 0: serving.measurements.pcr0 = other
                case 1: serving.measurements.pcr1 = other
                default: serving.measurements.pcr2 = other
                }
            }
            Self.fails(.masterUntrusted, "PCR \(index)") { () throws(WorkerFailure) in try connection.verify() }
        }
        let sixteen = world.connection { $0.measurements.pcr16 = .init(repeating: 1, count: 48) }
        Self.fails(.masterUntrusted, "PCR 16") { () throws(WorkerFailure) in try sixteen.verify() }
    }

    @Test func `measurements that every debug enclave has are never asked for`() throws {
        let world = try MasterWorld()
        let connection = world.connection { $0.measurements.pcr0 = .init(repeating: 0, count: 48) }
        Self.fails(.masterUntrusted, "debug") { () throws(WorkerFailure) in try connection.verify() }
        #expect(world.paths.isEmpty)
    }

    @Test func `the staker's own measurements count beside the chain's`() throws {
        let world = try MasterWorld()
        let chain = world.serving.measurements
        _ = try world.connection(measurements: [chain.pcr0, chain.pcr1, chain.pcr2]).verify()
        let other = world.connection(measurements: [chain.pcr0, chain.pcr1, .init(repeating: 1, count: 48)])
        Self.fails(.masterUntrusted, "master_pcr0") { () throws(WorkerFailure) in try other.verify() }
    }

    @Test func `another enclave of the same image is refused`() throws {
        let world = try MasterWorld()
        let connection = world.connection { $0.entry.signingKey = .init(repeating: 5, count: 32) }
        Self.fails(.masterUntrusted, "not the one that the chain names") { () throws(WorkerFailure) in
            try connection.verify()
        }
    }

    @Test func `another root is refused`() throws {
        let world = try MasterWorld()
        for root in [WorkerConfiguration.Root.aws, .awsGovCloud, .other(String(repeating: "0", count: 64))] {
            Self.fails(.masterUntrusted, "pinned root") { () throws(WorkerFailure) in
                try world.connection(root: root).verify()
            }
        }
    }

    @Test func `who shows another's document is refused`() throws {
        var behaviour = MasterBehaviour()
        behaviour.commitsToOwnKey = false
        let world = try MasterWorld(behaviour)
        Self.fails(.masterUntrusted, "the connection is not to it") { () throws(WorkerFailure) in
            try world.connection().verify()
        }
    }

    @Test func `a key that took the first one's place is the enclave's, if the key that signs says so`() throws {
        var behaviour = MasterBehaviour()
        (behaviour.commitsToOwnKey, behaviour.hasSuccessor) = (false, true)
        let world = try MasterWorld(behaviour)
        let connection = world.connection()
        #expect(try connection.verify().serverKey == world.key)
        try connection.check()
    }

    @Test func `an answer to another challenge is refused, and so is an old one`() throws {
        var behaviour = MasterBehaviour()
        behaviour.answersChallenge = false
        let replayed = try MasterWorld(behaviour)
        Self.fails(.masterUntrusted, "challenge") { () throws(WorkerFailure) in try replayed.connection().verify() }
        behaviour = MasterBehaviour()
        behaviour.age = .seconds(120)
        let old = try MasterWorld(behaviour)
        Self.fails(.masterUntrusted, "older") { () throws(WorkerFailure) in try old.connection().verify() }
    }

    @Test func `an authority that the staker names is enough where there is no enclave`() throws {
        let world = try MasterWorld()
        let connection = world.vouched()
        #expect(try connection.verify() == VerifiedMaster(url: world.url, serverKey: world.key, isAttested: false))
        _ = try connection.challenge(Self.request)
        try connection.check()
        #expect(world.paths == ["/api/v1/security-context", "/api/v1/challenge"])
    }

    @Test func `another authority is not`() throws {
        let (world, other) = (try MasterWorld(), try MasterWorld())
        try world.folder.write("other.crt", try other.folder.read("own.crt"))
        Self.fails(.masterUntrusted) { () throws(WorkerFailure) in try world.vouched("other.crt").verify() }
        #expect(world.paths.isEmpty)
    }

    @Test func `a token goes where it should`() throws {
        let world = try MasterWorld()
        let connection = world.connection()
        _ = try connection.verify()
        let heartbeat = Heartbeat(
            nodeName: "n-a-1", atMilliseconds: 1, cpuPercent: 1, memoryPercent: 1, diskPercent: 1,
            networkReceivedBytes: 1, networkSentBytes: 1, pods: 1, containers: 1, version: "x")
        // It answers with a challenge, which is no reply to a heartbeat.
        Self.fails(.masterMalformed) { () throws(WorkerFailure) in try connection.heartbeat(heartbeat, token: "seal_x")
        }
        #expect(world.paths.last == "/api/v1/nodes/heartbeat Bearer seal_x")
    }

    /// What a master answers, and what that is to a worker.
    static let answers: [(Status, String, WorkerFailure.Code)] = [
        (.forbidden, problem(.stakeTooLow), .masterRefused), (.forbidden, problem(.slashed), .masterRefused),
        (.serviceUnavailable, problem(.chainUnavailable), .masterUnavailable),
        (.conflict, problem(.joinInHand), .masterUnavailable),
        (.tooManyRequests, problem(.tooManyRequests), .masterUnavailable),
        (.notFound, "nothing", .masterRefused), (.internalServerError, "nothing", .masterUnavailable),
        (.tooManyRequests, "", .masterUnavailable), (.ok, "nothing", .masterMalformed), (.ok, "{}", .masterMalformed),
        (.ok, String(repeating: "x", count: 10_000), .masterMalformed),
    ]

    private static func problem(_ code: ProblemCode) -> String {
        String(decoding: Problem(code, detail: "because", requestID: "1").json, as: UTF8.self)
    }

    @Test(arguments: answers.indices) func `what a master answers is told apart`(_ index: Int) throws {
        let (status, body, code) = Self.answers[index]
        var behaviour = MasterBehaviour()
        (behaviour.status, behaviour.body) = (status, body)
        let world = try MasterWorld(behaviour)
        defer { withExtendedLifetime(world) {} }
        let connection = world.connection()
        _ = try connection.verify()
        Self.fails(code) { () throws(WorkerFailure) in try connection.challenge(Self.request) }
    }

    @Test(arguments: [
        (ProblemCode.claimRefused, "clock"), (.nodePasswordMismatch, "node-password"), (.joinInHand, "join again"),
        (.slashed, "restake"), (.stakeTooLow, "stake_amount"), (.clusterUnavailable, "later"),
    ]) func `a refusal says what the owner can do`(_ code: ProblemCode, _ words: String) throws {
        var behaviour = MasterBehaviour()
        (behaviour.status, behaviour.body) = (.conflict, Self.problem(code))
        let world = try MasterWorld(behaviour)
        let connection = world.connection()
        _ = try connection.verify()
        Self.fails(code.isTransient ? .masterUnavailable : .masterRefused, words) { () throws(WorkerFailure) in
            try connection.challenge(Self.request)
        }
        // What the master says beside its code is not shown.
        do throws(WorkerFailure) { _ = try connection.challenge(Self.request) } catch {
            #expect(!error.description.contains("because") && error.problem == code)
        }
        withExtendedLifetime(world) {}
    }

    @Test func `nobody there is no answer`() throws {
        let world = try MasterWorld()
        let connection = world.connection(url: "https://127.0.0.1:1")
        Self.fails(.masterUnavailable) { () throws(WorkerFailure) in try connection.verify() }
    }

    @Test func `an endpoint that is no address is not followed`() throws {
        let world = try MasterWorld()
        let connection = world.connection { $0.entry.endpoint = "https://a/b" }
        Self.fails(.masterUntrusted, "master_url") { () throws(WorkerFailure) in try connection.verify() }
    }
}
