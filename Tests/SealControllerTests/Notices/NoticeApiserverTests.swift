// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Kernel
import KubeClient
import StakeRBAC
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// Events and the position, as an apiserver takes them.
@Suite(
    .serialized,
    .enabled(
        if: Apiserver.kubeconfig != nil, "no apiserver runs beside the tests: Tests/EndToEnd/kube-client starts one"),
    .timeLimit(.minutes(5)))
struct NoticeApiserverTests {
    private let client: KubeClient
    private let own = "daas-\(UInt32.random(in: 0 ... .max))"
    private let owner: Address
    private let home: String

    init() throws {
        client = try KubeClient(try KubeConfiguration.kubeconfig(try #require(Apiserver.kubeconfig)))
        owner = Address(try Bytes32.random())
        home = HomeNamespace.name(of: owner.raw)
        try make(own)
    }

    private func make(_ namespace: String) throws {
        let body = #"{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"\#(namespace)"}}"#
        _ = try client.perform(.create(.namespaces, Array(body.utf8)))
    }

    private func events(in namespace: String) throws -> [Tree] {
        try Tree.parse(client.perform(.list(.events, in: namespace)).body)["items"].list
    }

    private func change(_ number: UInt64, _ reason: TierChangeReason = .stakeSlashed) -> TierChange {
        var change = NoticeSample.change(number, reason, heard: .now)
        change.owner = owner
        return change
    }

    private func tell(_ change: TierChange) -> DeliveryOutcome? {
        let outcome = Monitor<DeliveryOutcome?>(nil)
        EventReceiver(client, own: own).tell(.change(change), at: .now) { result in
            outcome.withLock { $0 = result }
            outcome.notifyAll()
        }
        return outcome.wait(until: Monotonic.now.advanced(by: .seconds(120))) { $0 }
    }

    @Test func `an Event lies with the owner, once`() throws {
        try make(home)
        #expect(tell(change(7)) == .told && tell(change(7)) == .told && tell(change(8, .tierRaised)) == .told)
        let events = try events(in: home)
        #expect(Set(events.map { $0["reason"].text }) == ["StakeSlashed", "TierRaised"] && events.count == 2)
        let slashed = try #require(events.first { $0["reason"].text == "StakeSlashed" })
        #expect(slashed["type"].text == "Warning" && slashed["involvedObject"]["name"].text == home)
        #expect(slashed["involvedObject"]["kind"].text == "Namespace")
        #expect(slashed["message"].text?.hasPrefix("3 SUI of the stake were taken") == true)
    }

    @Test(.enabled(if: Apiserver.isReal, "a stand-in does not look for namespaces"))
    func `where the owner has no namespace it lies with the controller`() throws {
        #expect(tell(change(7)) == .told)
        let events = try events(in: own)
        #expect(events.count == 1 && events.first?["involvedObject"]["name"].text == home)
    }

    @Test func `the position is kept, and found by whoever leads next`() throws {
        let mark = FollowMark(isComplete: true, thresholds: NoticeSample.thresholds)
        func keeper(_ receiver: FakeReceiver) throws -> NoticeKeeper {
            let log = Log(to: try LineSink(.file("/dev/null")))
            return NoticeKeeper(
                [receiver], cluster: NoticeSample.cluster, namespace: own, door: client, tables: ClusterTables(),
                mark: { mark }, isLeading: { true },
                report: NoticeReport(metrics: NoticeMetrics(in: Registry()), log: log), acts: OpenActs(NoJournal()))
        }
        func wait(_ what: Comment, _ isThere: () -> Bool) {
            let deadline = Monotonic.now.advanced(by: .seconds(120))
            while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(20)) }
            #expect(isThere(), what)
        }
        func position() -> UInt64? {
            guard let reply = try? client.perform(.get(.configMaps, NoticePosition.name, in: own)) else { return nil }
            return NoticePosition.read(reply.body, cluster: NoticeSample.cluster)?.told
        }
        let news = { (numbers: ClosedRange<UInt64>) -> FollowNews in
            .events(
                numbers.map { number in
                    let amount = (number % 2 == 0 ? 2 : 5) * NoticeSample.sui
                    let before = (number % 2 == 0 ? 5 : 2) * NoticeSample.sui
                    return NoticeSample.event(
                        NoticeSample.account(before, sequence: number - 1),
                        NoticeSample.account(amount, sequence: number))
                })
        }
        let first = FakeReceiver(.event)
        let one = try keeper(first)
        try one.start()
        one.take(news(1...3))
        wait("all is told") { first.told == ["1", "2", "3"] }
        wait("the position") { position() == 3 }
        one.stop()

        let second = FakeReceiver(.event)
        let other = try keeper(second)
        other.take(news(1...4))
        try other.start()
        wait("the rest is told") { second.told == ["4"] }
        wait("the position has moved") { position() == 4 }
        other.stop()
    }
}
