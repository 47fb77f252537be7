// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Telemetry
import Testing

@testable import SealController

struct PodListingTests {
    private static func page(_ names: [String], next: String = "") -> Result<KubeReply, KubeError> {
        let items = names.map { #"{"metadata":{"name":"\#($0)","namespace":"a","uid":"u-\#($0)"}}"# }
        let body = #"{"metadata":{"continue":"\#(next)"},"items":[\#(items.joined(separator: ","))]}"#
        return .success(KubeReply(status: 200, body: Array(body.utf8)))
    }

    private static func names(_ outcome: NodeOutcome?) -> [String]? {
        guard case .pods(let list)? = outcome, list.taken.wall == Sample.start else { return nil }
        return list.pods.map(\.name)
    }

    private static func failure(_ outcome: NodeOutcome?) -> KubeError.Code? {
        if case .failed(let code)? = outcome { code } else { nil }
    }

    private let listing = PodListing(Sample.node(), at: Sample.moment(0))

    @Test func `what is on a machine is asked for part by part`() {
        var listing = listing
        #expect(listing.call.limit == 250 && listing.call.continuation == nil && listing.call.namespace == nil)
        #expect(Self.names(listing.take(Self.page(["a", "b"], next: "x"))) == nil)
        #expect(listing.call.continuation == "x")
        #expect(Self.names(listing.take(Self.page(["c"], next: "y"))) == nil)
        #expect(listing.call.continuation == "y")
        #expect(Self.names(listing.take(Self.page([]))) == ["a", "b", "c"])
    }

    // A kubelet may write a megabyte into the status of each of its pods.
    @Test func `a part that is too long is asked for in smaller ones, down to one pod`() {
        var listing = listing
        #expect(Self.names(listing.take(Self.page(["a"], next: "x"))) == nil)
        var limits: [Int?] = []
        var outcome: NodeOutcome?
        while outcome == nil, limits.count < 100 {
            limits.append(listing.call.limit)
            #expect(listing.call.continuation == "x")
            outcome = listing.take(.failure(KubeError(.tooLarge)))
        }
        #expect(limits == [250, 125, 62, 31, 15, 7, 3, 1] && Self.failure(outcome) == .tooLarge)
        #expect(Self.names(listing.take(Self.page(["b"]))) == ["a", "b"])
    }

    @Test func `what cannot be had is not taken for nothing`() {
        for code in [KubeError.Code.timeout, .gone, .forbidden] {
            var listing = listing
            #expect(Self.names(listing.take(Self.page(["a"], next: "x"))) == nil)
            #expect(Self.failure(listing.take(.failure(KubeError(code)))) == code)
        }
        var listing = listing
        #expect(Self.failure(listing.take(.success(KubeReply(status: 200, body: Array("{}".utf8))))) == .broken)
    }

    @Test(.timeLimit(.minutes(10))) func `a machine hides no Secret by pods that are too long to be listed`() throws {
        let stage = try NodeKeeperTests.Stage()
        stage.cluster.add(pod: "web", on: "n-0") { $0.view.secrets = ["tls"] }
        stage.cluster.state.withLock { $0.faults[.list] = Array(repeating: KubeError(.tooLarge), count: 7) }
        stage.slash()
        try stage.keeper.start()
        stage.wait("the Event") { stage.cluster.events.values.contains { $0.contains("/tls") } }
        stage.keeper.stop()
        #expect(stage.metrics.failures.value(of: .pods) == 0)
    }
}
