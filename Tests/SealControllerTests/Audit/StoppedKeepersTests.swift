// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// Calls that are under way when their keeper is stopped: the journal has one record for each that was sent.
@Suite(.timeLimit(.minutes(10))) struct StoppedKeepersTests {
    private static let ever = Duration.seconds(600)

    // MARK: Machines

    /// A keeper that has tainted a machine and told of it, and has no answer.
    private func nodes(_ journal: FakeJournal) throws -> NodeKeeperTests.Stage {
        let stage = try NodeKeeperTests.Stage(journal: journal)
        stage.slash()
        stage.door.hold()
        try stage.keeper.start()
        stage.wait("the calls") { Set(stage.door.words) == ["patch nodes", "create events"] }
        return stage
    }

    @Test func `what was done to a machine is written down though its keeper has ended`() throws {
        let journal = FakeJournal()
        let stage = try nodes(journal)
        stage.keeper.stop()
        #expect(journal.words.isEmpty && stage.acts.count == stage.door.words.count)
        stage.door.release()
        stage.acts.settle(within: Self.ever)
        let (sent, words) = (stage.door.words, journal.words)
        #expect(words.count == sent.count && words.contains("node_taint n-0 done"))
        #expect(words.count { $0 == "node_event n-0 done" } == sent.count { $0 == "create events" })
    }

    @Test func `of a machine that nobody answers about it is written down that nobody knows`() throws {
        let journal = FakeJournal()
        let stage = try nodes(journal)
        stage.keeper.stop()
        stage.acts.settle(within: .zero)
        let (sent, words) = (stage.door.words, journal.words)
        #expect(words.count == sent.count && words.allSatisfy { $0.hasSuffix(" failed(unknown)") })
        stage.door.release()
        #expect(journal.words == words)
    }

    @Test func `what still waited for the disk is called off, and that is written down`() throws {
        let journal = SlowJournal()
        let stage = try NodeKeeperTests.Stage(journal: journal, patience: Self.ever) { settings in
            (settings.grace, settings.settle) = (.zero, .zero)
        }
        stage.cluster.add(pod: "web", on: "n-0")
        stage.slash()
        try stage.keeper.start()
        stage.wait("it waits for the disk") { journal.count > 0 }
        stage.keeper.stop()
        journal.answer(true)
        stage.acts.settle(within: Self.ever)
        let words = journal.words
        let begun = words.filter { $0.hasSuffix(" begun") }.map { String($0.dropLast(" begun".count)) }
        #expect(begun.contains("pod_kill team-a/web"), "\(words)")
        for act in begun { #expect(words.filter { $0.hasPrefix("\(act) failed") } == ["\(act) failed(cancelled)"]) }
        #expect(stage.cluster.state.withLock { $0.log.allSatisfy { !$0.hasPrefix("kill") && !$0.hasPrefix("delete") } })
    }

    // MARK: Homes

    @Test(arguments: [true, false]) func `what was done to homes is written down though their keeper has ended`(
        _ isAnswered: Bool
    ) throws {
        let stage = try NamespaceKeeperTests.Stage()
        stage.stake(2, sequence: 1)
        stage.door.hold()
        try stage.keeper.start()
        stage.wait("the call") { !stage.door.words.isEmpty }
        stage.keeper.stop()
        #expect(stage.journal.words.isEmpty && stage.door.words == ["create namespaces"])
        if isAnswered { stage.door.release() }
        stage.acts.settle(within: isAnswered ? Self.ever : .zero)
        let end = isAnswered ? "done" : "failed(unknown)"
        #expect(stage.journal.words == ["namespace_apply \(HomeRun.home(1)) \(end)"])
        #expect(stage.journal.acts.first?.owner == Address(1))
    }

    @Test func `a home that waited for the disk is not deleted, and that is written down`() throws {
        let journal = SlowJournal()
        let stage = try NamespaceKeeperTests.Stage(journal: journal, patience: Self.ever) { settings in
            settings.deleteAfter = .seconds(1)
        }
        stage.stake(2, sequence: 1)
        try stage.keeper.start()
        stage.home(is: .active)
        stage.stake(0, status: 2, sequence: 2)
        stage.keeper.take(.tablesListed)
        let home = HomeRun.home(1)
        stage.wait("it waits for the disk") { journal.words.contains("namespace_delete \(home) begun") }
        stage.keeper.stop()
        stage.acts.settle(within: Self.ever)
        #expect(journal.words.last == "namespace_delete \(home) failed(cancelled)")
        #expect(stage.cluster.home(home)?["metadata"]["deletionTimestamp"] == .null)
    }

    // MARK: Requests

    @Test(arguments: [true, false]) func `what was done for a submitter is written down though the keeper has ended`(
        _ isAnswered: Bool
    ) throws {
        let site = try RequestSite()
        site.door.hold { $0.verb == .apply }
        let number = site.apply()
        try site.keeper.start()
        site.wait("the call") { site.door.waiting == 1 }
        site.keeper.stop()
        #expect(site.journal.words == ["request_assign requests/\(number) done"] && site.acts.count == 1)
        if isAnswered { site.door.release() }
        site.acts.settle(within: isAnswered ? Self.ever : .zero)
        let end = isAnswered ? "done" : "failed(unknown)"
        #expect(site.journal.words.dropFirst() == ["request_do requests/\(number) \(end)"])
        #expect(site.journal.acts.last?.owner == RequestSite.submitter)
    }

    @Test func `who has been stopped writes nothing, whatever is read since`() throws {
        let site = try RequestSite()
        site.door.hold { $0.verb == .get }
        _ = site.apply()
        try site.keeper.start()
        site.wait("the object is read") { site.door.waiting == 1 }
        site.keeper.stop()
        site.door.release()
        site.acts.settle(within: Self.ever)
        #expect(!site.door.words.contains("apply configmaps") && site.door.cluster.objects.isEmpty)
        #expect(site.journal.words == ["request_assign requests/1 done"])
    }

    @Test func `what the chain takes while the keeper ends is written down`() throws {
        let site = try RequestSite()
        site.ledger.shut()
        let number = site.apply()
        try site.keeper.start()
        site.wait("the transaction") { site.ledger.counts.begun == 1 }
        let stopping = try SharedThread(name: "stopping") { site.keeper.stop() }
        site.wait("it is being stopped") { !site.nodes.isRunning }
        #expect(site.journal.words.isEmpty)
        site.ledger.open()
        stopping.join()
        #expect(site.journal.words == ["request_assign requests/\(number) done"])
    }

    // MARK: Notices

    @Test(arguments: [true, false]) func `who was told of a slashing is written down though the keeper has ended`(
        _ isAnswered: Bool
    ) throws {
        let stage = try NoticeKeeperTests.Stage()
        for receiver in [stage.event, stage.webhook] { receiver.hold() }
        stage.keep(2)
        try stage.keeper.start()
        stage.hear()
        stage.wait("both are being told") { stage.event.told == ["3"] && stage.webhook.told == ["3"] }
        stage.keeper.stop()
        #expect(stage.journal.words.isEmpty && stage.acts.count == 2)
        if isAnswered { for receiver in [stage.event, stage.webhook] { receiver.release() } }
        stage.acts.settle(within: isAnswered ? Self.ever : .zero)
        #expect(
            stage.journal.words == Array(repeating: "notice 3 \(isAnswered ? "done" : "failed(unknown)")", count: 2))
    }

    @Test func `who could not be told has no record: the next leader tells them`() throws {
        let stage = try NoticeKeeperTests.Stage(failing: [.refused])
        stage.webhook.hold()
        stage.keep(2)
        try stage.keeper.start()
        stage.hear()
        stage.wait("the Event") { stage.journal.words == ["notice 3 done"] }
        stage.wait("the webhook is being told") { stage.acts.count == 1 }
        stage.keeper.stop()
        stage.webhook.release()
        stage.acts.settle(within: Self.ever)
        #expect(stage.journal.words == ["notice 3 done"] && stage.position != 3)
    }
}
