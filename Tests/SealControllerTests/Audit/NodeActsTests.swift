// SPDX-License-Identifier: Apache-2.0
import KubeClient
import Testing

@testable import SealController

struct NodeActsTests {
    static func order(_ action: NodeAction) -> NodeOrder {
        NodeOrder(node: Sample.node([Sample.drain(.unstaked)]), action: action)
    }

    static let event = NodeEvent(
        reason: .stakeLost, node: "n-abc-1", uid: "u1", since: Sample.start, text: "the stake is lost")
    static let actions: [NodeAction] = [
        .setTaints([Sample.workerTaint]), .say(event), .listPods, .readNode, .confirm, .evict(Sample.pod("a")),
        .kill(Sample.pod("a")), .deleteNode, .releaseNode,
    ]

    @Test func `what cannot be undone is written down before it is done`() {
        let begun = Self.actions.compactMap { NodeActs.begun(Self.order($0)) }
        #expect(begun.map(\.kind) == [.podKill, .nodeDelete, .nodeRelease])
        #expect(begun.allSatisfy { $0.outcome == .begun && $0.reason?.text == "unstaked" })
        #expect(begun.map(\.subject) == ["team-a/a", "n-abc-1", "n-abc-1"])
    }

    @Test func `everything that was done is written down, and nothing that was only asked`() {
        let ended = Self.actions.compactMap { NodeActs.ended(Self.order($0), .done) }
        #expect(ended.map(\.kind) == [.nodeTaint, .nodeEvent, .podEvict, .podKill, .nodeDelete, .nodeRelease])
        #expect(ended.allSatisfy { $0.outcome == .done })
    }

    @Test(arguments: [
        (KubeError.Code.budget, "refused"), (.forbidden, "refused"), (.conflict, "refused"), (.timeout, "failed"),
        (.unreachable, "failed"), (.cancelled, "failed"),
    ]) func `what was not done says why`(_ code: KubeError.Code, _ word: String) throws {
        let act = try #require(NodeActs.ended(Self.order(.evict(Sample.pod("a"))), .failed(code)))
        #expect(act.outcome.word.description == word && act.outcome.code?.text == code.rawValue)
    }

    @Test func `an Event that is there already was said`() throws {
        let act = try #require(NodeActs.ended(Self.order(.say(Self.event)), .failed(.alreadyExists)))
        #expect(act.outcome == .done)
    }

    @Test func `taints are told as kubectl writes them`() throws {
        let act = try #require(NodeActs.ended(Self.order(.setTaints([Sample.workerTaint, Sample.drain()])), .done))
        #expect(
            ActRecordTests.line(act).contains(
                #""taints":"k3s-daas.io/worker=:NoSchedule,k3s-daas.io/slashed=slashed:NoExecute"}"#))
    }

    @Test func `by one node's word it is written down for which cause`() throws {
        let order = NodeOrder(node: Sample.node([Sample.accusation(.retired)]), action: .setTaints([]))
        #expect(try #require(NodeActs.ended(order, .done)).reason?.text == "retired")
    }

    @Test func `a keeper writes a removal down in the order in which it happens`() throws {
        let journal = FakeJournal()
        let stage = try NodeKeeperTests.Stage(journal: journal)
        stage.slash()
        try stage.keeper.start()
        stage.wait("the taint") { stage.isTainted }
        stage.wait("the record") { journal.words.contains("node_taint n-0 done") }
        stage.keeper.stop()
    }
}
