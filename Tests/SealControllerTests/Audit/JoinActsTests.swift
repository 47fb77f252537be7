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
    }
}
