// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Testing
import Wire

@testable import KubeClient

@Suite struct WatchReadingTests {
    private static func read(_ text: String) throws(KubeError) -> WatchLine {
        guard var parser = try? JSONParser(maximumBytes: 1 << 20) else { throw KubeError(.throttled) }
        return try WatchLine.read(Array(text.utf8), &parser)
    }

    private static let object =
        #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"a","uid":"u","resourceVersion":"7"},"spec":{"x":"}\"]\\"}}"#
    private static let item = KubeItem(
        namespace: "a", name: "p", uid: "u", resourceVersion: "7", body: Array(object.utf8))

    // Lines of kube-apiserver 1.34.
    @Test func `lines are read, and objects handed on as they came`() throws {
        #expect(try Self.read(#"{"type":"ADDED","object":\#(Self.object)}"#) == .present(Self.item))
        #expect(try Self.read(#"{"type":"MODIFIED","object":\#(Self.object)}"#) == .present(Self.item))
        #expect(try Self.read(#" { "object" : \#(Self.object) , "type" : "DELETED" } "#) == .absent(Self.item))
        #expect(
            try Self.read(
                #"{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"12","creationTimestamp":null},"spec":{"containers":null},"status":{}}}"#
            ) == .bookmark("12"))
        #expect(
            try Self.read(
                #"{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 1 (5)","reason":"Expired","code":410}}"#
            ) == .failure(KubeError(.gone, wasSent: true, status: 410)))
        #expect(
            try Self.read(#"{"type":"ERROR","object":{"kind":"Status"}}"#)
                == .failure(KubeError(.serverError, wasSent: true, status: 500)))
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"type":"ADDED"}"#, #"{"object":{}}"#, #"{"type":"ADDED","object":7}"#,
        #"{"type":"OTHER","object":{"metadata":{"name":"p","uid":"u","resourceVersion":"7"}}}"#,
        #"{"type":"ADDED","object":{"metadata":{"uid":"u","resourceVersion":"7"}}}"#,
        #"{"type":"ADDED","object":{"metadata":{"name":"","uid":"u","resourceVersion":"7"}}}"#,
        #"{"type":"ADDED","object":{"metadata":{"name":"p","uid":"u","resourceVersion":""}}}"#,
        #"{"type":"ADDED","object":{"metadata":{"name":"p","uid":7,"resourceVersion":"7"}}}"#,
        #"{"type":"BOOKMARK","object":{"metadata":{}}}"#,
        #"{"type":"ADDED","object":{"metadata":{"name":"p","uid":"u","resourceVersion":"7"}},"object":{}}"#,
        #"{"type":"ADDED","obj\u0065ct":{"metadata":{"name":"p","uid":"u","resourceVersion":"7"}}}"#,
        #"{"type":"ADDED","object":{"metadata":{"name":"p","uid":"u","resourceVersion":"7"}}"#,
    ])
    func `what is no line ends the watch`(_ text: String) {
        #expect(throws: KubeError(.broken, wasSent: true)) { _ = try Self.read(text) }
    }

    @Test func `a list is read, and its objects handed on as they came`() throws {
        let text =
            #"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"12","continue":"c","remainingItemCount":3},"items":[\#(Self.object),"#
            + #" {"metadata":{"name":"n","uid":"v","resourceVersion":"8","labels":{"a":"[{\""}}} ]}"#
        let list = try KubeReply(status: 200, body: Array(text.utf8)).list()
        #expect(list.resourceVersion == "12" && list.continuation == "c")
        #expect(list.items.map(\.name) == ["p", "n"] && list.items.map(\.namespace) == ["a", ""])
        #expect(list.items.first == Self.item)
        #expect(
            list.items.last?.body
                == Array(#"{"metadata":{"name":"n","uid":"v","resourceVersion":"8","labels":{"a":"[{\""}}}"#.utf8))
    }

    @Test(arguments: [
        #"{"metadata":{"resourceVersion":"12"},"items":[]}"#, #"{"metadata":{"resourceVersion":"12"},"items":null}"#,
        #"{"metadata":{"resourceVersion":"12","continue":""}}"#,
    ])
    func `a list may be empty`(_ text: String) throws {
        let list = try KubeReply(status: 200, body: Array(text.utf8)).list()
        #expect(list.items.isEmpty && list.continuation == nil && list.resourceVersion == "12")
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"metadata":{},"items":[]}"#, #"{"metadata":{"resourceVersion":"1"},"items":{}}"#,
        #"{"metadata":{"resourceVersion":"1"},"items":[7]}"#, #"{"metadata":{"resourceVersion":"1"},"items":[{}]}"#,
        #"{"metadata":{"resourceVersion":"1"},"it\u0065ms":[{"metadata":{"name":"n","uid":"v","resourceVersion":"8"}}],"items":[]}"#,
    ])
    func `what is no list is refused`(_ text: String) {
        #expect(throws: KubeError(.broken, wasSent: true, status: 200)) {
            let list = try KubeReply(status: 200, body: Array(text.utf8)).list()
            // An escaped key is another key to who looks at bytes: nothing may come of the difference.
            if list.items.isEmpty { throw KubeError(.broken, wasSent: true, status: 200) }
        }
    }

    @Test func `no prefix of a line or a list is one`() throws {
        let line = Array(#"{"type":"ADDED","object":\#(Self.object)}"#.utf8)
        let list = Array(#"{"metadata":{"resourceVersion":"12"},"items":[\#(Self.object)]}"#.utf8)
        for count in 0...line.count {
            let text = String(decoding: line[..<count], as: UTF8.self)
            #expect(((try? Self.read(text)) != nil) == (count == line.count))
        }
        for count in 0...list.count {
            let reply = KubeReply(status: 200, body: Array(list[..<count]))
            #expect(((try? reply.list()) != nil) == (count == list.count))
        }
    }

    @Test(arguments: 0..<200) func `places lie within the bytes, whatever these are`(_ seed: Int) {
        var dice = Dice(seed)
        let letters = Array(#"{}[]":,\ax "#.utf8) + [0x0a, 0xff]
        for _ in 0..<200 {
            let head = Array(#"{"items":"#.utf8)
            let rest = (0..<Int.random(in: 0...40, using: &dice)).map { _ in
                letters[Int.random(in: letters.indices, using: &dice)]
            }
            let bytes = dice.happens(500) ? head + rest : rest
            guard let place = JSONSlices.member("items", of: bytes) else { continue }
            #expect(place.upperBound <= bytes.count)
            guard !place.isEmpty else { continue }
            #expect(JSONSlices.elements(of: bytes, in: place).allSatisfy { $0.upperBound <= place.upperBound })
        }
    }

    @Test func `an object is read`() throws {
        #expect(try KubeReply(status: 200, body: Array(Self.object.utf8)).item() == Self.item)
        #expect(throws: KubeError(.broken, wasSent: true, status: 201)) {
            _ = try KubeReply(status: 201, body: Array("{}".utf8)).item()
        }
    }

    @Test func `lines come in parts, and are cut anywhere`() throws {
        let text = Array("first\n\nsecond\nthird".utf8)
        for cut in 0...text.count {
            var lines = LineAssembler(longest: 6)
            var found: [String] = []
            for part in [text[..<cut], text[cut...]] {
                lines.append(Array(part))
                while let line = try lines.next() { found.append(String(decoding: line, as: UTF8.self)) }
            }
            #expect(found == ["first", "second"])
        }
    }

    @Test func `a line has its length, whole or not`() {
        func code(_ text: String) -> KubeError.Code? {
            var lines = LineAssembler(longest: 6)
            lines.append(Array(text.utf8))
            do throws(KubeError) {
                while try lines.next() != nil {}
                return nil
            } catch { return error.code }
        }
        #expect(code("12345\n") == nil && code("123456\n") == nil && code("1234567\n") == .tooLarge)
        #expect(code("123456") == nil && code("1234567") == .tooLarge)
        #expect(code("1\n1234567") == .tooLarge)
    }

    private static func play(_ events: [StreamEvent]) -> [WatchCourse.Input] {
        var reader = WatchReader(4)
        var inputs: [WatchCourse.Input] = []
        for event in events { inputs += reader.read(event) }
        return inputs
    }

    private static func end(_ inputs: [WatchCourse.Input]) -> KubeError?? {
        guard inputs.count == 1, case .ended(stream: 4, let error)? = inputs.first else { return nil }
        return .some(error)
    }

    @Test func `a watch is its head, lines, and an end`() {
        let line = Array(#"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"#.utf8) + [0x0a]
        let inputs = Self.play([.head(status: 200, headers: []), .bytes(line), .end(trailers: []), .bytes(line)])
        #expect(inputs.count == 2)
        guard case .event(stream: 4, .bookmark("9"))? = inputs.first, case .ended(stream: 4, nil)? = inputs.last else {
            Issue.record("something else came")
            return
        }
    }

    @Test func `a refusal is read from head and body`() {
        let body = Array(#"{"kind":"Status","reason":"Expired","code":410}"#.utf8)
        let end = Self.end(Self.play([.head(status: 410, headers: []), .bytes(body), .end(trailers: [])]))
        #expect(end == KubeError(.gone, wasSent: true, status: 410))
        let asked = Self.end(
            Self.play([.head(status: 429, headers: [Header("retry-after", "3")]), .failed(ClientError(.broken))]))
        #expect(asked == KubeError(.throttled, wasSent: true, status: 429, retryAfter: .seconds(3)))
        #expect(
            Self.end(Self.play([.head(status: 204, headers: []), .end(trailers: [])]))
                == KubeError(.broken, wasSent: true, status: 204))
    }

    @Test func `what breaks off, or makes no sense, ends it once`() {
        let broken = Self.play([
            .head(status: 200, headers: []), .failed(ClientError(.broken, wasSent: true)), .end(trailers: []),
        ])
        #expect(Self.end(broken) == KubeError(.broken, wasSent: true))
        let nonsense = Self.play([
            .head(status: 200, headers: []), .bytes(Array("x\ny\n".utf8)), .bytes(Array("z\n".utf8)),
        ])
        #expect(Self.end(nonsense) == KubeError(.broken, wasSent: true))
        let long = Array(repeating: UInt8(ascii: "x"), count: WatchReader.longestLine + 1)
        #expect(
            Self.end(Self.play([.head(status: 200, headers: []), .bytes(long)])) == KubeError(.tooLarge, wasSent: true))
    }

    // kube-apiserver 1.36 takes 9,990 levels of these from a kubelet, and no more than 10,000 from anybody.
    private static func fields(_ depth: Int) -> String {
        String(repeating: #"{"f:a":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
    }

    private static func node(_ more: String) -> String {
        #"{"kind":"Node","metadata":{"name":"n","uid":"u","resourceVersion":"7"\#(more)}}"#
    }

    /// The object of a watch's line, where that is read.
    private static func watched(_ object: String) -> KubeItem? {
        let line = #"{"type":"MODIFIED","object":\#(object)}"# + "\n"
        let inputs = play([.head(status: 200, headers: []), .bytes(Array(line.utf8))])
        guard inputs.count == 1, case .event(stream: 4, .present(let item))? = inputs.first else { return nil }
        return item
    }

    private static func item(_ body: String) -> KubeItem {
        KubeItem(namespace: "", name: "n", uid: "u", resourceVersion: "7", body: Array(body.utf8))
    }

    @Test(arguments: [63, 64, 65, 9_990, 10_000]) func `an object that somebody has nested is watched and listed`(
        _ depth: Int
    ) throws {
        let node = Self.node(#","managedFields":[{"fieldsV1":\#(Self.fields(depth))}]"#)
        #expect(Self.watched(node) == Self.item(node))
        let list = #"{"kind":"NodeList","metadata":{"resourceVersion":"9"},"items":[\#(node)]}"#
        #expect(try KubeReply(status: 200, body: Array(list.utf8)).list().items == [Self.item(node)])
        #expect(try KubeReply(status: 200, body: Array(node.utf8)).item() == Self.item(node))
    }

    // 1,400,000 characters that Go escapes are a Node of 8,401,060 bytes, which an etcd takes.
    @Test func `an object as long as an apiserver can make it is watched`() {
        let short = Self.node(#","annotations":{"a":""}"#).utf8.count
        for length in [KubeDocument.longest - 1, KubeDocument.longest] {
            let text = String(repeating: "x", count: length - short)
            let node = Self.node(#","annotations":{"a":"\#(text)"}"#)
            #expect(node.utf8.count == length)
            #expect(Self.watched(node) == Self.item(node))
        }
        #expect(KubeDocument.longest > 6 * 3_145_728)
    }
}
