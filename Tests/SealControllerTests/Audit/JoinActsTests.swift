// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

struct JoinActsTests {
    struct Told: Activator {
        let result: Result<Activation, JoinRefusal>
        var mayActivate: Bool { true }
        func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation { try result.get() }
    }

    @Test(arguments: [
        (Result<Activation, JoinRefusal>.success(.done), "activate n-1 done"),
        (.success(.nameTaken), "activate n-1 refused(name_taken)"),
        (.success(.superseded), "activate n-1 refused(superseded)"),
        (.failure(.chainUnavailable), "activate n-1 failed(chain_unavailable)"),
    ]) func `an activation is written down before and after`(
        _ result: Result<Activation, JoinRefusal>, _ words: String
    ) {
        let journal = FakeJournal()
        let activator = JournalingActivator(activator: Told(result: result), journal: journal)
        let told = Result { () throws(JoinRefusal) in try activator.activate(Address(7), name: "n-1") }
        #expect(told == result && activator.mayActivate)
        #expect(journal.words == ["activate n-1 begun", words])
        #expect(journal.acts.allSatisfy { $0.owner == Address(7) })
    }

    @Test func `a token that was ended is written down by its machine, not by itself`() throws {
        let world = try JoinWorld()
        let material = try world.join().get()
        let journal = FakeJournal()
        let reaper = TokenReaper(JoinObjects(world.objects), JoinSettings(), journal: journal) { true }
        let later = WallTime(seconds: JoinWorld.now.seconds + 30)
        world.objects.put(node: material.nodeName, created: later)
        reaper.sweep(now: later)
        #expect(journal.words == ["token_end \(material.nodeName) done"])
        #expect(journal.acts.first?.reason?.text == "spent")
    }

    // Both ways: the token is gone and nobody heard of it, or it is still there.
    @Test(arguments: [FakeJoinCluster.Fault.unheard, .lost])
    func `a token whose end nobody heard of is written down all the same`(_ fault: FakeJoinCluster.Fault) throws {
        let world = try JoinWorld()
        let material = try world.join().get()
        let journal = FakeJournal()
        let reaper = TokenReaper(JoinObjects(world.objects), JoinSettings(), journal: journal) { true }
        let later = WallTime(seconds: JoinWorld.now.seconds + 30)
        world.objects.put(node: material.nodeName, created: later)
        // The list, the Node, the deletion.
        world.objects.fail([2: fault])
        reaper.sweep(now: later)
        #expect(journal.words == ["token_end \(material.nodeName) failed(cluster_unavailable)"])
        reaper.sweep(now: later)
        let again = fault == .lost ? ["token_end \(material.nodeName) done"] : []
        #expect(Array(journal.words.dropFirst()) == again && world.objects.tokens.isEmpty)
    }

    @Test func `what a join makes and ends is written down, by its machine and its owner`() throws {
        let world = try JoinWorld()
        let name = try world.join().get().nodeName
        #expect(world.journal.words == ["password_make \(name) done", "token_make \(name) done"])
        _ = try world.join().get()
        #expect(world.journal.words.dropFirst(2) == ["token_end \(name) done", "token_make \(name) done"])
        #expect(world.journal.acts.allSatisfy { $0.owner == world.owner })
        #expect(world.journal.acts.compactMap(\.reason?.text) == ["replaced"])
        let lines = world.journal.acts.map { ActRecordTests.line($0) }.joined()
        for secret in world.objects.tokens {
            let token = String(secret.dropFirst("secrets/bootstrap-token-".count))
            #expect(!lines.contains(token))
        }
    }

    @Test func `a token that may have been made is written down, though the join is refused`() throws {
        let world = try JoinWorld()
        // The Node, the password, its Secret, the tokens, the token.
        world.objects.fail([4: .unheard])
        #expect(try world.join().refusal == .clusterUnavailable)
        let name = world.name(1)
        #expect(world.objects.tokens.count == 1)
        #expect(
            world.journal.words == ["password_make \(name) done", "token_make \(name) failed(cluster_unavailable)"])
    }

    @Test func `the password of a join that stopped half way is ended, and that is written down`() throws {
        let world = try JoinWorld()
        world.chain.fail(.chainUnavailable)
        #expect(try world.join().refusal == .chainUnavailable)
        _ = try world.join(password: try NodePassword.random()).get()
        let name = world.name(1)
        #expect(
            world.journal.words == [
                "password_make \(name) done", "password_end \(name) done", "password_make \(name) done",
                "token_make \(name) done",
            ])
        #expect(world.journal.acts[1].reason?.text == "unused")
    }
}
