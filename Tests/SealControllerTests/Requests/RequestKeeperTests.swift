// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// The thread that carries requests out: whom it asks, in which order, and what it leaves alone.
@Suite(.timeLimit(.minutes(10))) struct RequestKeeperTests {
    @Test func `what is asked for is done, told to the chain, written down and said`() throws {
        let site = try RequestSite()
        let number = site.apply()
        try site.keeper.start()
        site.ended(number, .completed)
        #expect(site.result(number) == "applied")
        #expect(site.door.cluster.objects["configmaps team-a/a"]?.annotation == "1")
        #expect(site.door.words == ["discover ", "get configmaps", "apply configmaps"])
        site.wait("its end is written down") { site.journal.acts.count == 3 }
        #expect(
            site.journal.words == [
                "request_assign requests/1 done", "request_do requests/1 done", "request_finish requests/1 done",
            ])
        // Lines are written where answers come; all else is said by the thread, when it hears of them.
        site.wait("it is said") { site.metrics.done.value == 1 && !site.door.events.isEmpty }
        #expect(site.metrics.notTaken.value == 0)
        let event = try #require(site.door.events.first)
        #expect(site.door.events.count == 1 && event.impersonation == nil && event.namespace == "team-a")
        #expect(try Tree.parse(event.body)["involvedObject"]["kind"].text == "ConfigMap")
        site.wait("its end is awaited") { site.metrics.open.value(of: .ending) == 1 }
        site.tell()
        site.wait("it is gone") { site.metrics.open.value(of: .ending) == 0 }
        site.keeper.stop()
        #expect(!site.nodes.isRunning)
    }

    // MARK: Hearing of requests

    @Test func `an event is enough, and asks nobody for a list`() throws {
        let site = try RequestSite()
        try site.keeper.start()
        site.wait("the list") { site.ledger.counts.lists == 1 }
        let number = site.delete("a")
        site.tell()
        site.ended(number, .completed)
        #expect(site.ledger.counts.lists == 1)
        site.keeper.stop()
    }

    @Test func `what nobody told of is found by the number of changes`() throws {
        let site = try RequestSite()
        try site.keeper.start()
        site.wait("the list") { site.ledger.counts.lists == 1 }
        site.rounds()
        let number = site.delete("a")
        let settings = RequestSettings()
        site.advance(by: settings.probeInterval)
        site.wait("the number is asked for") { site.ledger.counts.probes == 1 }
        site.rounds()
        #expect(site.ledger.counts.lists == 1)
        site.advance(by: settings.eventDelay)
        site.ended(number, .completed)
        #expect(site.ledger.counts.lists == 2)
        site.keeper.stop()
    }

    @Test(arguments: [FollowNews.tablesListed, .completeness(true)])
    func `where events may be missing all that is open is listed anew`(_ news: FollowNews) throws {
        let site = try RequestSite()
        try site.keeper.start()
        site.wait("the list") { site.ledger.counts.lists == 1 }
        site.rounds()
        let number = site.delete("a")
        site.keeper.take(.completeness(false))
        site.rounds()
        #expect(site.ledger.counts.lists == 1 && site.status(number) == 1)
        site.keeper.take(news)
        // What is late is counted from when the thread has heard of it.
        site.rounds()
        site.advance(by: RequestSettings().eventDelay)
        site.ended(number, .completed)
        #expect(site.ledger.counts.lists == 2)
        site.keeper.stop()
    }

    @Test func `a chain that says nothing is asked again, a second later`() throws {
        let site = try RequestSite()
        let number = site.delete("a")
        site.ledger.chain.state.withLock { $0.isSilent = true }
        try site.keeper.start()
        site.wait("it was asked") { site.ledger.counts.lists == 1 }
        site.rounds()
        site.ledger.chain.state.withLock { $0.isSilent = false }
        site.advance(by: .milliseconds(999))
        site.rounds()
        #expect(site.ledger.counts.lists == 1 && site.status(number) == 1)
        site.advance(by: .milliseconds(1))
        site.ended(number, .completed)
        site.keeper.stop()
    }

    // MARK: Refusals and failures

    @Test func `one that is gone meanwhile keeps no other from being carried out`() throws {
        let site = try RequestSite()
        let numbers = (0..<6).map { site.delete("map-\($0)") }
        // Whoever chooses a worker has not heard yet that one was taken back.
        site.nodes.whenAsked { [chain = site.ledger.chain] in chain.cancel(numbers[3]) }
        try site.keeper.start()
        for number in numbers where number != numbers[3] { site.ended(number, .completed) }
        #expect(site.status(numbers[3]) == RequestStatus.cancelled.rawValue)
        site.wait("it is asked what became of it") { site.ledger.counts.questions == [numbers[3]] }
        site.wait("it is counted") { site.metrics.notTaken.value == 1 }
        #expect(!site.door.sent.contains { $0.name == "map-3" })
        site.keeper.stop()
    }

    @Test func `an apiserver that does not say which kinds it has is asked until it does`() throws {
        let site = try RequestSite()
        let number = site.apply()
        site.door.fail { $0.verb == .discover ? KubeError(.unavailable) : nil }
        try site.keeper.start()
        site.wait("it was asked") { site.metrics.retries.value == 1 }
        site.advance(by: RequestSettings().firstRetry)
        site.wait("it was asked again") { site.metrics.retries.value == 2 }
        #expect(site.door.words == ["discover ", "discover "] && site.status(number) == 2)
        site.door.fail { _ in nil }
        site.advance(by: .seconds(1))
        site.ended(number, .completed)
        site.keeper.stop()
    }

    @Test func `a document that nobody gives is asked for three times, and then it has failed`() throws {
        let site = try RequestSite(FakeManifests(.failure(.later)))
        let number = site.ledger.chain.submit(
            .apply, "configmaps", "a", uri: RequestSite.home, hash: ManifestAddressTests.abc)
        try site.keeper.start()
        for count in 1...2 as ClosedRange<UInt64> {
            site.wait("it is tried") { site.metrics.retries.value == count }
            site.rounds()
            #expect(site.source.asked.count == Int(count) && site.status(number) == 2)
            site.advance(by: .seconds(1))
        }
        site.ended(number, .failed)
        #expect(site.result(number)?.hasPrefix("fetch: ") == true)
        #expect(site.source.asked == [RequestSite.home, RequestSite.home, RequestSite.home])
        #expect(site.door.words.isEmpty)
        site.keeper.stop()
    }

    @Test func `a document that comes late is carried out`() throws {
        let site = try RequestSite(
            FakeManifests(.failure(.later), .failure(.later), .success(Array(RequestSite.map("a").utf8))))
        let number = site.ledger.chain.submit(
            .apply, "configmaps", "a", uri: RequestSite.home, hash: ManifestAddressTests.abc)
        try site.keeper.start()
        for count in 1...2 as ClosedRange<UInt64> {
            site.wait("it is tried") { site.metrics.retries.value == count }
            site.advance(by: .seconds(1))
        }
        site.ended(number, .completed)
        site.keeper.stop()
    }

    @Test(arguments: [1, 2, 3]) func `no more of a submitter are carried out at once than may be`(_ limit: Int) throws {
        // A quarter is one submitter's.
        let site = try RequestSite { $0.concurrency = 4 * limit }
        let numbers = (0..<5).map { site.delete("map-\($0)") }
        site.door.hold { $0.verb == .get }
        try site.keeper.start()
        site.wait("they have begun") { site.door.waiting == limit }
        site.rounds()
        #expect(site.door.waiting == limit && site.metrics.open.value(of: .applying) == Int64(limit))
        site.door.release()
        for number in numbers { site.ended(number, .completed) }
        site.keeper.stop()
    }
}
