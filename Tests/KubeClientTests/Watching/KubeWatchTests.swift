// SPDX-License-Identifier: Apache-2.0
import Kernel
import TestSupport
import Testing

@testable import KubeClient

/// Takes what a watch tells, and waits for it.
final class Heard: Sendable {
    private let events = Monitor<[KubeWatchEvent]>([])

    func take(_ event: KubeWatchEvent) {
        events.withLock { $0.append(event) }
        events.notifyAll()
    }

    var all: [KubeWatchEvent] { events.withLock { $0 } }

    /// What was told when a condition held; `nil` if it does not within a minute.
    func wait(until holds: ([KubeWatchEvent]) -> Bool) -> [KubeWatchEvent]? {
        events.wait(until: Monotonic.now.advanced(by: .seconds(60))) { holds($0) ? $0 : nil }
    }
}

@Suite(.timeLimit(.minutes(10))) struct KubeWatchTests {
    private static func answer(_ body: String, status: Int = 200) -> String {
        "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func pod(_ name: String, _ version: Int) -> String {
        #"{"metadata":{"name":"\#(name)","namespace":"a","uid":"u-\#(name)","resourceVersion":"\#(version)"}}"#
    }

    private static func item(_ name: String, _ version: Int, isGone: Bool = false) -> KubeItem {
        KubeItem(
            namespace: "a", name: name, uid: "u-\(name)", resourceVersion: "\(version)",
            body: isGone ? [] : Array(pod(name, version).utf8))
    }

    private static func list(_ items: [String], version: Int, continuation: String = "") -> String {
        answer(
            #"{"metadata":{"resourceVersion":"\#(version)","continue":"\#(continuation)"},"items":[\#(items.joined(separator: ","))]}"#
        )
    }

    private static func client(_ peer: Peer) throws -> KubeClient {
        let configuration = try #require(
            KubeConfiguration(server: peer.url, authorities: .system, credentials: .none))
        return try KubeClient(configuration)
    }

    @Test func `parts are listed, changes told, a break is repaired, and what was missed is told`() throws {
        let steps = Locked(0)
        let peer = try Peer { request in
            let step = steps.withLock { count in
                count += 1
                return count
            }
            switch step {
            case 1: return Self.list([Self.pod("x", 5)], version: 10, continuation: "next+1")
            case 2: return Self.list([Self.pod("y", 6)], version: 10)
            // A watch that is cut in the middle of a line.
            case 3:
                let line = #"{"type":"MODIFIED","object":\#(Self.pod("x", 11))}"# + "\n" + #"{"type":"DEL"#
                return "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "\(String(line.utf8.count, radix: 16))\r\n\(line)\r\n0\r\n\r\n"
            case 4:
                return Self.answer(
                    #"{"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410}}"# + "\n")
            case 5: return Self.list([Self.pod("x", 11), Self.pod("z", 20)], version: 30)
            default: return nil
            }
        }
        let client = try Self.client(peer)
        let heard = Heard()
        let watch = try client.watch(
            KubeWatchPlan(.pods, in: "a", labels: [.exists("app")], fields: [.equals("spec.nodeName", "n-1")])
        ) { heard.take($0) }
        let gone = KubeError(.gone, wasSent: true, status: 410)
        let expected: [KubeWatchEvent] = [
            .added(Self.item("x", 5)), .added(Self.item("y", 6)), .synced, .changed(Self.item("x", 11)), .failed(gone),
            .added(Self.item("z", 20)), .removed(Self.item("y", 6, isGone: true)), .synced,
        ]
        let told = heard.wait { $0.count >= expected.count }
        #expect(told == expected)
        try #require(eventually { peer.requests.count == 6 })
        let lines = peer.requests.map { String($0.prefix { $0 != "\r\n" }) }
        let query = "GET /api/v1/namespaces/a/pods?labelSelector=app&fieldSelector=spec.nodeName%3Dn-1"
        #expect(lines[0] == "\(query)&limit=500 HTTP/1.1")
        #expect(lines[1] == "\(query)&limit=500&continue=next%2B1 HTTP/1.1")
        #expect(lines[2].hasPrefix("\(query)&watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds="))
        #expect(lines[3].contains("&resourceVersion=11&"))
        #expect(lines[4] == "\(query)&limit=500 HTTP/1.1")
        #expect(lines[5].contains("&resourceVersion=30&"))
        watch.stop()
        #expect(heard.all == expected)
    }

    @Test func `nothing is told once it was stopped`() throws {
        let peer = try Peer { $0.contains("watch=true") ? nil : Self.list([], version: 1) }
        defer { withExtendedLifetime(peer) {} }
        let client = try Self.client(peer)
        let heard = Heard()
        let watch = try client.watch(KubeWatchPlan(.nodes)) { heard.take($0) }
        #expect(heard.wait { !$0.isEmpty } == [.synced])
        watch.stop()
        watch.stop()
        #expect(heard.all == [.synced])
    }

    @Test func `a listener may be slow, and the apiserver waits`() throws {
        let count = 400
        let padding = String(repeating: "x", count: 20_000)
        let lines = (1...count).map { number in
            #"{"type":"ADDED","object":{"metadata":{"name":"p\#(number)","namespace":"a","uid":"u","resourceVersion":"\#(number + 1)"},"x":"\#(padding)"}}"#
                + "\n"
        }.joined()
        let peer = try Peer { request in
            if !request.contains("watch=true") { return Self.list([], version: 1) }
            return request.contains("resourceVersion=1&") ? Self.answer(lines) : nil
        }
        let client = try Self.client(peer)
        let gate = Monitor(false)
        let heard = Heard()
        let watch = try client.watch(KubeWatchPlan(.pods)) { event in
            if case .added = event { _ = gate.wait { $0 ? true : nil } }
            heard.take(event)
        }
        try #require(eventually { peer.requests.count == 2 })
        gate.withLock { $0 = true }
        gate.notifyAll()
        let told = heard.wait { $0.count > count }
        let versions = told?.compactMap { event -> String? in
            guard case .added(let item) = event else { return nil }
            return item.resourceVersion
        }
        #expect(versions == (1...count).map { "\($0 + 1)" })
        watch.stop()
    }

    @Test func `what cannot be asked for is told, and asked for nobody`() throws {
        let peer = try Peer { _ in nil }
        let client = try Self.client(peer)
        let heard = Heard()
        let watch = try client.watch(KubeWatchPlan(.pods, in: "../x")) { heard.take($0) }
        #expect(heard.wait { !$0.isEmpty }?.first == .failed(KubeError(.invalid)))
        watch.stop()
        #expect(peer.connections == 0)
    }
}
