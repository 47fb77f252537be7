// SPDX-License-Identifier: Apache-2.0
import KubeClient
import Testing

@testable import SealController

/// Which machines are ready, as a watch goes on.
@Suite struct ReadyNodeNamesTests {
    private static func item(_ name: String, _ status: String, uid: String = "u") -> KubeItem {
        let body = #"{"status":{"conditions":[{"type":"Ready","status":"\#(status)"}]}}"#
        return KubeItem(name: name, uid: uid, resourceVersion: "1", body: Array(body.utf8))
    }

    /// Who is ready after each event.
    private static func names(_ events: [KubeWatchEvent]) -> [String] {
        var known = ReadyNodeNames()
        return events.map { event in
            known.take(event)
            return known.names.sorted().joined(separator: " ")
        }
    }

    @Test func `before anything was told nobody is ready`() { #expect(Self.names([.synced]) == [""]) }

    @Test func `each is known from the first list on, and as it becomes`() {
        let names = Self.names([
            .added(Self.item("b", "True")), .added(Self.item("a", "True")), .added(Self.item("c", "False")), .synced,
            .changed(Self.item("c", "True")), .changed(Self.item("b", "Unknown")), .changed(Self.item("b", "True")),
        ])
        #expect(names == ["b", "a b", "a b", "a b", "a b c", "a c", "a b c"])
    }

    @Test func `whoever is gone is not ready, and may come back`() {
        let names = Self.names([
            .added(Self.item("a", "True")), .removed(KubeItem(name: "a", uid: "u", resourceVersion: "2")),
            .removed(KubeItem(name: "a", uid: "u", resourceVersion: "3")), .added(Self.item("a", "True", uid: "v")),
        ])
        #expect(names == ["a", "", "", "a"])
    }

    @Test func `another machine of the same name counts for itself`() {
        let names = Self.names([
            .added(Self.item("a", "True")), .removed(KubeItem(name: "a", uid: "u", resourceVersion: "2")),
            .added(Self.item("a", "False", uid: "v")),
        ])
        #expect(names == ["a", "", ""])
    }

    @Test func `while the watch is broken what it told last holds`() {
        let names = Self.names([
            .added(Self.item("a", "True")), .synced, .failed(KubeError(.unreachable)), .failed(KubeError(.gone)),
            .synced,
        ])
        #expect(names == ["a", "a", "a", "a", "a"])
    }

    @Test func `what can be read no more is ready no more`() {
        let odd = KubeItem(name: "a", uid: "u", resourceVersion: "2", body: Array("{}}".utf8))
        #expect(Self.names([.added(Self.item("a", "True")), .changed(odd)]) == ["a", ""])
    }
}
