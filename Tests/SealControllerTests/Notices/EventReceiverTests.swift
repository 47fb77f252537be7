// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Testing

@testable import SealController

/// Where an Event comes to lie.
@Suite struct EventReceiverTests {
    private static let notice = Notice.change(NoticeSample.change(7))
    private static let name = NoticeSample.home + ".stakeslashed.7"

    private static func tell(_ cluster: FakeConfigMaps, _ notice: Notice = notice) -> DeliveryOutcome? {
        let outcome = Locked<DeliveryOutcome?>(nil)
        EventReceiver(cluster, own: "k3s-daas").tell(notice, at: Sample.moment(0)) { result in
            outcome.withLock { $0 = result }
        }
        return outcome.withLock { $0 }
    }

    @Test func `with the owner, where the owner has a namespace`() {
        let cluster = FakeConfigMaps()
        cluster.state.withLock { _ = $0.namespaces.insert(NoticeSample.home) }
        #expect(Self.tell(cluster) == .told)
        #expect(cluster.state.withLock { Array($0.events.keys) } == ["\(NoticeSample.home)/\(Self.name)"])
        // Whoever says it again is told that it was said.
        #expect(Self.tell(cluster) == .told && cluster.state.withLock { $0.events.count } == 1)
    }

    @Test(arguments: [KubeError.Code.notFound, .forbidden])
    func `with the controller, where there is none or it is going`(_ code: KubeError.Code) {
        let cluster = FakeConfigMaps()
        cluster.state.withLock { $0.refusal = code }
        #expect(Self.tell(cluster) == .told)
        #expect(cluster.state.withLock { Array($0.events.keys) } == ["k3s-daas/\(Self.name)"])
    }

    @Test func `an apiserver that is away is a failure, and nowhere is written`() {
        let cluster = FakeConfigMaps()
        cluster.state.withLock { $0.isDown = true }
        #expect(Self.tell(cluster) == .failed(.unreachable))
    }

    @Test func `what was left out is said in the controller's namespace`() {
        let cluster = FakeConfigMaps()
        let notice = Notice.omitted(.init(NoticeSample.change(7)))
        #expect(Self.tell(cluster, notice) == .told)
        #expect(cluster.state.withLock { Array($0.events.keys) } == ["k3s-daas/k3s-daas.noticesomitted.7-7"])
    }

    @Test func `where neither namespace lets us, it is a failure`() {
        let cluster = FakeConfigMaps()
        cluster.state.withLock { $0.namespaces = [] }
        #expect(Self.tell(cluster) == .failed(.forbidden))
    }
}
