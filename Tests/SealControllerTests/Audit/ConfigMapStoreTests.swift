// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import TestSupport
import Testing

@testable import SealController

struct ConfigMapStoreTests {
    /// One ConfigMap, as an apiserver keeps it.
    final class Door: KubeDoor {
        struct State {
            var text: String?
            var version = 0
            var calls: [String] = []
            var fault: KubeError.Code?
        }

        let state = Locked(State())

        func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
            completion(state.withLock { Self.answer(call, &$0) })
        }

        private static func answer(_ call: KubeCall, _ state: inout State) -> Result<KubeReply, KubeError> {
            state.calls.append(
                "\(call.verb.rawValue) \(call.resource.plural) \(call.namespace ?? "")/\(call.name ?? "")")
            if let fault = state.fault { return .failure(KubeError(fault)) }
            if call.verb == .get {
                guard let text = state.text else { return .failure(KubeError(.notFound)) }
                return .success(KubeReply(status: 200, body: Array(text.utf8)))
            }
            guard let tree = try? Tree.parse(call.body) else { return .failure(KubeError(.invalid)) }
            let version = tree["metadata"]["resourceVersion"].text
            guard version == (state.text == nil ? nil : String(state.version)) else {
                return .failure(KubeError(call.verb == .create ? .alreadyExists : .conflict))
            }
            state.version += 1
            var members = tree.members
            var metadata = members["metadata"]?.members ?? [:]
            metadata["resourceVersion"] = .text(String(state.version))
            members["metadata"] = .object(metadata)
            let text = Tree.object(members).json
            state.text = text
            return .success(KubeReply(status: 200, body: Array(text.utf8)))
        }
    }

    @Test func `what one controller writes another reads, and only one of two replaces it`() throws {
        let door = Door()
        let store = ConfigMapStore(door, namespace: "ours")
        let nothing = try store.read()
        #expect(nothing.memory == AnchorMemory() && nothing.version == nil)
        let first = AnchorMemory().going(from: try AnchorMemoryTests.mark(0), to: try AnchorMemoryTests.mark(3))
        let version = try store.write(first, over: nil)
        let read = try store.read()
        #expect(read.memory == first && read.version == version)
        #expect(throws: AnchorFailure(.conflict, "")) { try store.write(AnchorMemory(), over: nil) }
        _ = try store.write(AnchorMemory(), over: version)
        #expect(throws: AnchorFailure(.conflict, "")) { try store.write(first, over: version) }
        #expect(
            door.state.withLock { Set($0.calls) } == [
                "get configmaps ours/k3s-daas-audit-anchor", "create configmaps ours/",
                "replace configmaps ours/k3s-daas-audit-anchor",
            ])
    }

    @Test func `what proves it is beside it, where controllers of older versions do not look`() throws {
        let door = Door()
        let store = ConfigMapStore(door, namespace: "ours")
        let line = AnchorProofTests.anchoring([AnchorProofTests.a], known: [], after: .beginning)
        let mark = try AnchorMark.beginning.adding(line)
        let memory = AnchorMemory().going(from: .beginning, to: mark)
        let version = try store.write(memory, over: nil)
        #expect(try store.read().memory.marks.last == mark)
        let written = try #require(door.state.withLock { $0.text })
        let data = try Tree.parse(Array(written.utf8))["data"]
        #expect(AnchorMemory(text: data["marks"].text ?? "")?.marks.map(\.position) == memory.marks.map(\.position))
        #expect(data["proofs"].text == memory.proofs && memory.proofs.hasPrefix("from 0:"))
        // What an older version writes has none.
        door.state.withLock { $0.text = written.replacing("proofs", with: "others") }
        #expect(try store.read().memory.marks.last?.proof == nil)
        _ = try store.write(memory, over: version)
        #expect(try store.read().memory.marks.last?.proof != nil)
    }

    @Test func `an apiserver that does not answer is not one that has nothing`() {
        let door = Door()
        door.state.withLock { $0.fault = .timeout }
        let store = ConfigMapStore(door, namespace: "ours")
        #expect(throws: AnchorFailure(.apiserver, "")) { try store.read() }
        #expect(throws: AnchorFailure(.apiserver, "")) { try store.write(AnchorMemory(), over: nil) }
    }

    @Test func `what somebody else has written there is worth nothing, and is replaced`() throws {
        let door = Door()
        door.state.withLock { state in
            state.version = 5
            state.text = #"{"metadata":{"resourceVersion":"5"},"data":{"marks":"nonsense"}}"#
        }
        let read = try ConfigMapStore(door, namespace: "ours").read()
        #expect(read.memory == AnchorMemory() && read.version == "5")
        door.state.withLock { $0.text = "[]" }
        #expect(throws: AnchorFailure(.apiserver, "")) { try ConfigMapStore(door, namespace: "ours").read() }
    }
}
