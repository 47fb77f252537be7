// SPDX-License-Identifier: Apache-2.0
import KubeClient
import Testing

@testable import SealController

struct NodeWatchReaderTests {
    static func item(_ name: String, version: Int = 1) -> KubeItem {
        var node = Sample.node()
        node.name = name
        node.resourceVersion = "\(version)"
        return KubeItem(name: name, uid: "u1", resourceVersion: "\(version)", body: Sample.json(node))
    }

    /// What events come to, in words.
    static func words(_ events: [KubeWatchEvent]) -> [String] {
        var reader = NodeWatchReader()
        return events.map { event in
            switch reader.take(event) {
            case .change(.listed(let views)):
                "all: " + views.map { "\($0.name)@\($0.resourceVersion)" }.joined(separator: " ")
            case .change(.seen(let view)): "\(view.name)@\(view.resourceVersion)"
            case .change(.gone(let name, let uid)): "no \(name) of \(uid)"
            case .nothing: ""
            case .unreadable(let name): "\(name)?"
            case .failed(let error): error.code.rawValue
            }
        }
    }

    @Test func `first all, then each`() {
        let words = Self.words([
            .added(Self.item("b")), .added(Self.item("a")), .changed(Self.item("b", version: 2)),
            .added(Self.item("c")),
            .removed(Self.item("c")), .failed(KubeError(.unreachable)), .synced, .changed(Self.item("a", version: 3)),
            .synced, .removed(KubeItem(name: "b", uid: "u1", resourceVersion: "2")), .added(Self.item("d")),
        ])
        #expect(
            words == ["", "", "", "", "", "unreachable", "all: a@1 b@2", "a@3", "", "no b of u1", "d@1"])
    }

    @Test func `a cluster without Nodes is known, too`() { #expect(Self.words([.synced]) == ["all: "]) }

    @Test func `what is no Node is reported`() {
        let item = KubeItem(name: "a", uid: "u", resourceVersion: "1", body: Array("{}".utf8))
        #expect(Self.words([.added(item), .synced, .changed(item)]) == ["a?", "all: ", "a?"])
    }
}
