// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// What is done to Nodes and pods that cannot be undone, while the disk is slow, full or hangs.
@Suite(.timeLimit(.minutes(10))) struct NodeDurableActsTests {
    typealias Stage = NodeKeeperTests.Stage

    private func stage(_ journal: SlowJournal, patience: Duration = .seconds(600)) throws -> Stage {
        let stage = try Stage(journal: journal, patience: patience) { settings in
            (settings.grace, settings.settle) = (.zero, .zero)
            (settings.pollInterval, settings.firstRetry) = (.milliseconds(20), .milliseconds(5))
            settings.longestRetry = .milliseconds(20)
        }
        stage.cluster.add(pod: "web", on: "n-0")
        stage.slash()
        return stage
    }

    private func deletions(_ stage: Stage) -> [String] {
        stage.cluster.state.withLock { $0.log.filter { $0.hasPrefix("delete") || $0.hasPrefix("kill") } }
    }

    @Test func `nothing is deleted before it lasts that it was begun`() throws {
        let journal = SlowJournal()
        let stage = try stage(journal)
        try stage.keeper.start()
        stage.wait("the pod's end is written down") { journal.words.contains("pod_kill team-a/web begun") }
        // Others are not kept waiting: another machine loses its stake, and gets its taint.
        stage.tables.insert(Sample.account(), of: Address(4))
        stage.tables.insert(Sample.worker("n-1", status: 5), of: Address(4))
        stage.cluster.add(node: "n-1")
        stage.wait("the other's taint") { stage.cluster.node("n-1")?.drain != nil }
        #expect(deletions(stage).isEmpty && stage.cluster.node("n-0") != nil)
        #expect(journal.count > 0 && journal.putOffs == 0)
        journal.answerAll(true)
        journal.answer(true)
        stage.wait("the machine has gone") { stage.cluster.node("n-0") == nil }
        for act in ["pod_kill team-a/web", "node_delete n-0"] {
            stage.wait("\(act) is written down") { journal.words.contains("\(act) done") }
        }
        stage.keeper.stop()
        let words = journal.words
        for act in ["pod_kill team-a/web", "node_delete n-0"] {
            let (begun, done) = (words.firstIndex(of: "\(act) begun"), words.firstIndex(of: "\(act) done"))
            #expect(begun != nil && done != nil && begun ?? 0 < done ?? 0, "\(act): \(words)")
        }
    }

    @Test func `a disk that refuses puts it off, and it is tried again`() throws {
        let journal = SlowJournal()
        journal.answerAll(false)
        let stage = try stage(journal)
        try stage.keeper.start()
        stage.wait("it is tried again") { journal.putOffs > 3 }
        #expect(deletions(stage).isEmpty && stage.cluster.node("n-0") != nil)
        #expect(journal.words.contains("pod_kill team-a/web failed(unrecorded)"))
        #expect(stage.metrics.failures.value(of: .kill) > 0 && stage.isTainted)
        journal.answerAll(true)
        stage.wait("the machine has gone") { stage.cluster.node("n-0") == nil }
        stage.keeper.stop()
    }

    @Test func `a disk that hangs puts it off, and what it says too late means nothing`() throws {
        let journal = SlowJournal()
        let stage = try stage(journal, patience: .milliseconds(30))
        try stage.keeper.start()
        stage.wait("it is put off") { journal.putOffs > 0 }
        journal.answerAll(false)
        let before = journal.putOffs
        journal.answer(true)
        stage.wait("it was looked at since") { journal.putOffs > before + 2 }
        // What may have come in time is done; what was put off is not.
        stage.keeper.stop()
        let words = journal.words
        let begun = words.count { $0 == "pod_kill team-a/web begun" }
        let ended = words.count { $0.hasPrefix("pod_kill team-a/web ") && !$0.hasSuffix(" begun") }
        #expect(ended <= begun && deletions(stage).count <= 1)
    }

    @Test func `who does not lead any more when the disk answers does nothing`() throws {
        let journal = SlowJournal()
        let stage = try stage(journal)
        try stage.keeper.start()
        stage.wait("the pod's end is written down") { journal.count > 0 }
        stage.leading.withLock { $0 = [] }
        journal.answer(true)
        stage.wait("it is called off") { journal.words.contains("pod_kill team-a/web failed(cancelled)") }
        #expect(deletions(stage).isEmpty)
        stage.keeper.stop()
    }
}
