// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing
import WorkerProtocol

@testable import SealController

@Suite(.timeLimit(.minutes(10))) struct JoinCourseTests {
    @Test func `a machine gets its name, and a token for ten minutes`() throws {
        let world = try JoinWorld()
        let material = try world.join().get()
        let name = world.name(1)
        #expect(material.nodeName == name && material.serverURL == "https://10.0.0.1:6443")
        #expect(material.token.authority == JoinWorld.authority)
        #expect(material.expiresMilliseconds == UInt64(JoinWorld.now.seconds + 600) * 1000)
        #expect(world.chain.activated == [name])
        // k3s knows the machine before the contracts let it work, and both before there is a token.
        #expect(
            world.objects.calls == [
                "get nodes \(name)", "get secrets \(name).node-password.k3s",
                "create secrets \(name).node-password.k3s", "list secrets ", "create secrets bootstrap-token",
            ])
        let secret = "bootstrap-token-\(material.token.id)"
        #expect(world.objects.tokens == ["secrets/\(secret)"])
        let data = ["token-id", "token-secret", "description", "expiration", "auth-extra-groups"].map {
            world.objects.datum(secret, $0)
        }
        #expect(
            data == [
                material.token.id, material.token.secret, "k3s-daas join of \(name)", "2026-11-20T22:13:00Z",
                "system:bootstrappers:k3s:default-node-token",
            ])
        #expect(world.objects.datum(secret, "usage-bootstrap-authentication") == "true")
        #expect(world.objects.datum(secret, "usage-bootstrap-signing") == "false")
        #expect(world.objects.object("secrets/" + secret)?.tree["type"].text == "bootstrap.kubernetes.io/token")
        let kept = try #require(world.objects.object("secrets/\(name).node-password.k3s"))
        #expect(kept.tree["type"].text == "Opaque" && kept.tree["immutable"].bool == true)
        #expect(
            kept.labels == [
                "app.kubernetes.io/managed-by": "k3s-daas", "k3s-daas.io/owner": OwnerLabel.value(of: world.owner),
            ])
        let text = try #require(world.objects.datum("\(name).node-password.k3s", "hash"))
        let hash = try #require(NodePasswordHash(text))
        let password = world.password
        #expect(try hash.matches(password))
    }

    @Test func `a machine that joins again keeps its name, and its last token alone counts`() throws {
        let world = try JoinWorld()
        let first = try world.join().get()
        let second = try world.join().get()
        #expect(first.nodeName == second.nodeName && first.token.secret != second.token.secret)
        #expect(world.objects.tokens == ["secrets/bootstrap-token-\(second.token.id)"])
        #expect(world.chain.activated.count == 1)
    }

    @Test func `another machine does not get the name of one that works`() throws {
        let world = try JoinWorld()
        let material = try world.join().get()
        let other = try NodePassword.random()
        #expect(try world.join(password: other).refusal == .passwordMismatch)
        #expect(world.objects.tokens == ["secrets/bootstrap-token-\(material.token.id)"])
        // Once the Node was deleted, and its password with it, the owner's word is enough.
        world.objects.remove("secrets/\(world.name(1)).node-password.k3s")
        #expect(try world.join(password: other).get().nodeName == world.name(1))
    }

    @Test func `a password that k3s would read and we do not is another one`() throws {
        let world = try JoinWorld(status: 2)
        world.chain[world.owner]?.worker?.nodeName = world.name(1)
        world.objects.put(
            secret: "\(world.name(1)).node-password.k3s", data: ["hash": "$1:00:20:8:1:AAAA"],
            labels: [
                "app.kubernetes.io/managed-by": "k3s-daas", "k3s-daas.io/owner": OwnerLabel.value(of: world.owner),
            ])
        #expect(try world.join().refusal == .passwordMismatch)
    }

    @Test func `who was slashed and registers anew gets the next name`() throws {
        let world = try JoinWorld()
        #expect(try world.join().get().nodeName == world.name(1))
        world.chain[world.owner]?.worker?.status = 4
        #expect(try world.join().refusal == .slashed)
        world.chain[world.owner]?.worker?.status = 1
        #expect(try world.join().get().nodeName == world.name(2))
        // What had the first name is still known by its password: nobody comes back under it.
        #expect(world.objects.names.contains("secrets/\(world.name(1)).node-password.k3s"))
    }

    @Test func `a name that somebody took is left to them`() throws {
        let world = try JoinWorld()
        world.objects.put(secret: "\(world.name(1)).node-password.k3s", data: ["hash": "$1:00:15:8:1:AAAA"])
        world.objects.put(node: world.name(2), created: JoinWorld.now)
        world.chain.take(world.name(3))
        #expect(try world.join().get().nodeName == world.name(4))
        #expect(world.chain.activated == [world.name(4)])
    }

    @Test func `another owner's label does not make a Secret ours to replace`() throws {
        let world = try JoinWorld()
        world.objects.put(
            secret: "\(world.name(1)).node-password.k3s", data: ["hash": "x"],
            labels: ["app.kubernetes.io/managed-by": "k3s-daas", "k3s-daas.io/owner": OwnerLabel.value(of: Address(1))])
        #expect(try world.join().get().nodeName == world.name(2))
    }

    @Test(arguments: [7, 8, 9]) func `so many names are tried`(_ taken: Int) throws {
        let world = try JoinWorld()
        for number in 1...taken { world.objects.put(node: world.name(number), created: JoinWorld.now) }
        let outcome = try world.join()
        if taken < 8 {
            #expect(try outcome.get().nodeName == world.name(taken + 1))
        } else {
            #expect(outcome.refusal == .namesTaken)
            #expect(world.objects.tokens == [])
        }
    }

    @Test func `a join that stopped half way is done by whichever machine comes next`() throws {
        let world = try JoinWorld()
        world.chain.fail(.chainUnavailable)
        #expect(try world.join().refusal == .chainUnavailable)
        #expect(world.objects.names == ["secrets/\(world.name(1)).node-password.k3s"])
        let other = try NodePassword.random()
        #expect(try world.join(password: other).get().nodeName == world.name(1))
        let text = try #require(world.objects.datum("\(world.name(1)).node-password.k3s", "hash"))
        let hash = try #require(NodePasswordHash(text))
        #expect(try hash.matches(other))
    }

    /// A first join makes five calls; each may be lost before or after it was carried out.
    static let crashes: [(Int, FakeJoinCluster.Fault)] = (0..<5).flatMap { [($0, .lost), ($0, .unheard)] }
    @Test(arguments: crashes)
    func `wherever a join stops, the next one ends as if it had not`(_ crash: (Int, FakeJoinCluster.Fault)) throws {
        let world = try JoinWorld()
        world.objects.fail([crash.0: crash.1])
        #expect(try world.join().refusal == .clusterUnavailable)
        let material = try world.join().get()
        #expect(material.nodeName == world.name(1))
        #expect(world.chain.activated == [world.name(1)])
        #expect(
            world.objects.names == [
                "secrets/bootstrap-token-\(material.token.id)", "secrets/\(world.name(1)).node-password.k3s",
            ])
    }

    @Test func `who does not lead activates nobody, and lets in those who are active`() throws {
        let world = try JoinWorld()
        world.chain.lead(false)
        #expect(try world.join().refusal == .notLeader)
        #expect(world.objects.calls == [])
        world.chain.lead(true)
        _ = try world.join().get()
        world.chain.lead(false)
        #expect(try world.join().get().nodeName == world.name(1))
    }

    @Test func `a worker that moved on meanwhile is looked at anew, and not for ever`() throws {
        let world = try JoinWorld()
        world.chain.answer(.superseded)
        #expect(try world.join().get().nodeName == world.name(1))
        #expect(world.chain.asked == 2)
        let other = try JoinWorld(status: 3)
        #expect(try other.join().refusal == .suspended)
    }

    @Test func `without the server's authority nothing is begun`() throws {
        let world = try JoinWorld()
        let facts = JoinFacts(
            cluster: JoinWorld.cluster, serverURL: "https://10.0.0.1:6443",
            authority: { () throws(JoinRefusal) in throw .clusterUnavailable })
        let course = JoinCourse(
            facts, JoinSettings(), source: world.chain, activator: world.chain, objects: JoinObjects(world.objects),
            journal: NoJournal())
        let claim = try world.claim()
        let verified = try world.request(claim).unverified().verified()
        let password = world.password
        #expect(throws: JoinRefusal.clusterUnavailable) { try course.run(verified, password, now: JoinWorld.now) }
        #expect(world.objects.calls == [] && world.chain.asked == 0)
    }
}

extension Result {
    /// The failure, if it is one.
    var refusal: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
