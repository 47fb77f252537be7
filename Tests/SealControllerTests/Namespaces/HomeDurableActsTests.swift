// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// What is deleted of homes, while the disk is slow, full or hangs.
@Suite(.timeLimit(.minutes(10))) struct HomeDurableActsTests {
    typealias Stage = NamespaceKeeperTests.Stage

    private let home = HomeRun.home(1)

    /// A home whose stake is lost, and whose time is over.
    private func stage(_ journal: SlowJournal, patience: Duration = .seconds(600)) throws -> Stage {
        let stage = try Stage(journal: journal, patience: patience) { settings in
            settings.deleteAfter = .seconds(1)
            (settings.firstRetry, settings.longestRetry) = (.milliseconds(5), .milliseconds(20))
        }
        stage.stake(2, sequence: 1)
        try stage.keeper.start()
        stage.home(is: .active)
        stage.stake(0, status: 2, sequence: 2)
        stage.keeper.take(.tablesListed)
        return stage
    }

    private func isThere(_ stage: Stage) -> Bool {
        stage.cluster.home(home).map { $0["metadata"]["deletionTimestamp"] == .null } ?? false
    }

    @Test func `a home is not deleted before it lasts that it was begun, and access ends all the same`() throws {
        let journal = SlowJournal()
        let stage = try stage(journal)
        stage.wait("its end is written down") { journal.words.contains("namespace_delete \(home) begun") }
        #expect(isThere(stage) && journal.count == 1)
        #expect(journal.words.contains("access_revoke \(home)/seal:developer done"))
        journal.answer(true)
        stage.wait("it goes") { !isThere(stage) }
        stage.wait("it is written down") { journal.words.contains("namespace_delete \(home) done") }
        stage.keeper.stop()
        #expect(journal.putOffs == 0)
    }

    @Test func `a home whose stake is back by the time that its end is written down stays`() throws {
        let journal = SlowJournal()
        let stage = try stage(journal)
        stage.wait("its end is written down") { journal.words.contains("namespace_delete \(home) begun") }
        stage.stake(2, sequence: 3)
        journal.answerAll(true)
        journal.answer(true)
        stage.home(is: .active)
        stage.keeper.stop()
        #expect(isThere(stage) && journal.words.contains("namespace_delete \(home) failed(cancelled)"))
        #expect(!journal.words.contains("namespace_delete \(home) done"))
    }

    @Test func `a disk that refuses, or hangs, puts it off, and it is tried again`() throws {
        let journal = SlowJournal()
        journal.answerAll(false)
        let stage = try stage(journal, patience: .milliseconds(50))
        stage.wait("it is refused again and again") { journal.putOffs > 2 }
        #expect(isThere(stage) && journal.words.contains("namespace_delete \(home) failed(unrecorded)"))
        // It is written down first, and counted then.
        stage.wait("each is counted") { stage.metrics.failures.value(of: .delete) > 2 }
        journal.hang()
        stage.wait("nobody answers") { journal.count > 0 }
        let before = journal.putOffs
        stage.wait("it waits for nobody") { journal.putOffs > before }
        #expect(isThere(stage))
        journal.answerAll(true)
        stage.wait("it goes") { !isThere(stage) }
        stage.keeper.stop()
    }
}
