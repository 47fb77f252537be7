// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import TestSupport
import Testing
import WorkerProtocol

@testable import SealController

/// A door that answers in turn what it was told to.
private final class ScriptedDoor: KubeDoor {
    private let state: Locked<(answers: [Result<String, KubeError>], calls: [KubeCall])>

    init(_ answers: [Result<String, KubeError>]) { state = Locked((answers, [])) }

    var calls: [KubeCall] { state.withLock { $0.calls } }

    func send(_ call: KubeCall, completion: @escaping @Sendable (Result<KubeReply, KubeError>) -> Void) {
        let answer = state.withLock { state in
            state.calls.append(call)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
        completion(answer.map { KubeReply(status: 200, body: Array($0.utf8)) })
    }
}

@Suite struct JoinObjectsTests {
    private static func page(_ names: [String], next: String = "") -> String {
        let items = names.map { name in
            #"{"metadata":{"name":"\#(name)","uid":"u-\#(name)","creationTimestamp":"2026-11-20T22:03:00Z","#
                + #""labels":{"k3s-daas.io/node":"n-1"}},"data":{"expiration":"MjAyNi0xMS0yMFQyMjoxMzowMFo="}}"#
        }
        return #"{"metadata":{"continue":"\#(next)"},"items":[\#(items.joined(separator: ","))]}"#
    }

    private static func objects(_ answers: Result<String, KubeError>...) -> (JoinObjects, ScriptedDoor) {
        let door = ScriptedDoor(answers)
        return (JoinObjects(door), door)
    }

    @Test func `a list is read to its end`() throws {
        let (objects, door) = Self.objects(
            .success(Self.page(["bootstrap-token-a", "other"], next: "x")), .success(Self.page(["bootstrap-token-b"])))
        let tokens = try objects.tokens(of: Address(1))
        #expect(tokens.map(\.name) == ["bootstrap-token-a", "bootstrap-token-b"])
        // date -u -d 2026-11-20T22:13:00Z +%s
        #expect(tokens.map(\.expires) == [WallTime(seconds: 1_795_212_780), WallTime(seconds: 1_795_212_780)])
        #expect(door.calls.map(\.continuation) == [nil, "x"])
        #expect(door.calls.allSatisfy { $0.namespace == "kube-system" && $0.limit == 250 && $0.labels.count == 3 })
    }

    @Test(arguments: [39, 40, 41]) func `a list has so many pages`(_ pages: Int) throws {
        let door = ScriptedDoor(
            (1..<pages).map { .success(Self.page(["bootstrap-token-\($0)"], next: "more")) } + [.success(Self.page([]))]
        )
        let objects = JoinObjects(door)
        if pages <= 40 {
            #expect(try objects.tokens().count == pages - 1)
        } else {
            #expect(throws: JoinRefusal.clusterUnavailable) { try objects.tokens() }
        }
        #expect(door.calls.count == min(pages, 40))
    }

    @Test func `an empty list may be null`() throws {
        let (objects, _) = Self.objects(.success(#"{"metadata":{},"items":null}"#))
        #expect(try objects.tokens().isEmpty)
    }

    /// What is no answer to how many of the three questions: a Node, a password, a list.
    static let malformed: [(text: String, refused: Int)] = [
        ("", 3), ("[]", 3), ("{}", 3), (#"{"metadata":1}"#, 3), (#"{"metadata":{},"metadata":{}}"#, 3),
        (#"{"metadata":{},"items":1}"#, 3), (#"{"metadata":{},"items":[1]}"#, 3), (#"{"metadata":{"uid":1}}"#, 2),
        (#"{"metadata":{"creationTimestamp":"soon"}}"#, 2), (#"{"metadata":{"uid":"u"},"data":{"hash":1}}"#, 2),
        (#"{"metadata":{"creationTimestamp":"2026-11-20T22:03:00Z"},"status":{"conditions":[1]}}"#, 2),
        (#"{"metadata":{"creationTimestamp":"2026-11-20T22:03:00Z","uid":"u"},"status":{}}"#, 0),
    ]
    @Test(arguments: malformed)
    func `an answer that is none is no answer`(_ answer: (text: String, refused: Int)) throws {
        let (objects, _) = Self.objects(.success(answer.text))
        let reads: [() throws -> Void] = [
            { _ = try objects.node("n-1") }, { _ = try objects.password(of: "n-1") }, { _ = try objects.tokens() },
        ]
        let refused = reads.count { read in
            do {
                try read()
                return false
            } catch { return error as? JoinRefusal == .clusterUnavailable }
        }
        #expect(refused == answer.refused)
    }

    @Test(arguments: KubeError.Code.allCases)
    func `only what is not there, and what is there already, is an answer`(_ code: KubeError.Code) throws {
        let (objects, _) = Self.objects(.failure(KubeError(code, wasSent: true)))
        let password = try NodePassword.random()
        let hash = try NodePasswordHash.make(password)
        if code == .notFound {
            #expect(try objects.node("n-1") == nil)
            #expect(try objects.password(of: "n-1") == nil)
        } else {
            #expect(throws: JoinRefusal.clusterUnavailable) { try objects.node("n-1") }
            #expect(throws: JoinRefusal.clusterUnavailable) { try objects.password(of: "n-1") }
        }
        if code == .alreadyExists {
            #expect(try !objects.keep(hash, of: "n-1", owner: Address(1)))
        } else {
            #expect(throws: JoinRefusal.clusterUnavailable) { try objects.keep(hash, of: "n-1", owner: Address(1)) }
        }
        let token = TokenSecret(
            name: "bootstrap-token-a", uid: "u", node: "n-1", created: WallTime(seconds: 0), expires: nil)
        if code == .notFound || code == .conflict {
            #expect(throws: Never.self) { try objects.close(token) }
        } else {
            #expect(throws: JoinRefusal.clusterUnavailable) { try objects.close(token) }
        }
    }

    @Test func `what is deleted is the object that was seen, and no later one of its name`() throws {
        let (objects, door) = Self.objects(.success("{}"))
        try objects.close(
            TokenSecret(
                name: "bootstrap-token-a", uid: "u-7", node: "n-1", created: WallTime(seconds: 0), expires: nil))
        let body = try Tree.parse(try #require(door.calls.first).body)
        #expect(body["preconditions"]["uid"].text == "u-7")
    }

    @Test func `a Node is ready when it says so`() throws {
        func sight(_ conditions: String) -> NodeSight? {
            let text =
                #"{"metadata":{"creationTimestamp":"2026-11-20T22:03:00Z"},"status":{"conditions":[\#(conditions)]}}"#
            let bytes = Array(text.utf8)
            return NodeSight(json: bytes.span)
        }
        // date -u -d 2026-11-20T22:03:00Z +%s
        let created = WallTime(seconds: 1_795_212_180)
        let time = #""lastTransitionTime":"2026-11-20T22:03:00Z""#
        #expect(sight("") == NodeSight(created: created, ready: nil))
        #expect(sight(#"{"type":"Ready","status":"True",\#(time)}"#) == NodeSight(created: created, ready: created))
        for status in ["False", "Unknown"] {
            #expect(sight(#"{"type":"Ready","status":"\#(status)",\#(time)}"#)?.ready == nil)
        }
        #expect(sight(#"{"type":"DiskPressure","status":"True",\#(time)}"#)?.ready == nil)
    }
}
