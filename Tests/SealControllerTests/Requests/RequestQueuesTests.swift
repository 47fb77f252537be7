// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

/// Which request for an object comes first.
struct RequestQueuesTests {
    private static let (one, other) = (key("a"), key("b"))

    private static func key(_ name: String, of submitter: Address = Address(0x21)) -> ObjectKey {
        ObjectKey(
            KubernetesRequest(
                submitter: submitter, sealID: Address(0x51), method: 2, resource: "configmaps", namespace: "team-a",
                name: name, manifest: "", uri: "", contentHash: [], priority: 5, status: 1, worker: nil, result: "",
                submittedMilliseconds: 0, assignedMilliseconds: 0, finishedMilliseconds: 0, sequence: 0, ext: []))
    }

    @Test func `the oldest comes first, in whatever order they come`() {
        var queues = RequestQueues()
        #expect(queues.first(Self.one) == nil)
        for number: UInt64 in [5, 9, 3, 7, 3, 9] { queues.insert(number, Self.one) }
        queues.insert(1, Self.other)
        var order: [UInt64] = []
        while let first = queues.first(Self.one) {
            order.append(first)
            queues.remove(first, Self.one)
        }
        #expect(order == [3, 5, 7, 9])
        #expect(queues.first(Self.other) == 1)
    }

    @Test func `each submitter has an order of its own`() {
        var queues = RequestQueues()
        let others = Self.key("a", of: Address(0x22))
        queues.insert(1, Self.one)
        queues.insert(2, others)
        #expect(queues.first(Self.one) == 1 && queues.first(others) == 2)
        queues.remove(1, others)
        #expect(queues.first(Self.one) == 1)
    }

    @Test func `one from the middle, and one that is not there`() {
        var queues = RequestQueues()
        for number: UInt64 in 1...3 { queues.insert(number, Self.one) }
        queues.remove(2, Self.one)
        queues.remove(2, Self.one)
        queues.remove(1, Self.other)
        #expect(queues.first(Self.one) == 1)
        queues.remove(1, Self.one)
        #expect(queues.first(Self.one) == 3)
    }
}
