// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing

@testable import WorkerProtocol

/// Each message beside the text that it is, written here by hand.
@Suite struct MessageTests {
    private static let digits = String(repeating: "0a", count: 32)

    static let documents: [(kind: String, text: String, read: @Sendable (String) throws(MessageFault) -> [UInt8])] = [
        (
            "challenge request", #"{"purpose":"join","address":"0x\#(digits)"}"#,
            { text throws(MessageFault) in try read(ChallengeRequest.self, text) }
        ),
        (
            "challenge",
            #"{"nonce":"\#(digits)","cluster":"0x\#(digits)","serverKey":"\#(digits)","issuedMs":5,"expiresMs":9007199254740991}"#,
            { text throws(MessageFault) in try read(Challenge.self, text) }
        ),
        (
            "join request", #"{"claim":"AAEC","signature":"_-8","nodePassword":"\#(digits)"}"#,
            { text throws(MessageFault) in try read(JoinRequest.self, text) }
        ),
        (
            "join reply", #"{"nodeName":"n-a-1","sealed":"/+8=","expiresMs":600000}"#,
            { text throws(MessageFault) in try read(JoinReply.self, text) }
        ),
        (
            "heartbeat",
            #"{"nodeName":"n-a-1","atMs":5,"cpuPercent":0,"memoryPercent":100,"diskPercent":7,"networkReceivedBytes":"18446744073709551615","networkSentBytes":"0","pods":3,"containers":4,"version":"1.2.3"}"#,
            { text throws(MessageFault) in try read(Heartbeat.self, text) }
        ),
        (
            "heartbeat reply",
            #"{"nodeName":"","standing":"slashed","reason":"it lied","stakeMist":"18446744073709551615","requiredMist":"1","drain":true,"nextHeartbeatMs":30000}"#,
            { text throws(MessageFault) in try read(HeartbeatReply.self, text) }
        ),
        (
            "problem",
            #"{"type":"urn:k3s-daas:problem:stake_too_low","title":"the stake is too low","status":403,"detail":"\"more\"","code":"stake_too_low","requestId":"r-1"}"#,
            { text throws(MessageFault) in try read(Problem.self, text) }
        ),
    ]

    @Test(arguments: documents.indices) func `a message has one text`(_ index: Int) throws {
        let document = Self.documents[index]
        #expect(String(decoding: try document.read(document.text), as: UTF8.self) == document.text)
    }

    @Test(arguments: documents.indices) func `each field must be there, once, and of its type`(_ index: Int) throws {
        let document = Self.documents[index]
        let tree = try Tree(json: document.text)
        // RFC 9457's type and title are for people.
        for key in tree.members.keys where !["type", "title"].contains(key) {
            func changed(_ value: Tree?) -> String {
                var members = tree.members
                members[key] = value
                return Tree.object(members).json
            }
            #expect(throws: MessageFault.missingField, "\(key)") { try document.read(changed(nil)) }
            #expect(throws: MessageFault.missingField, "\(key)") { try document.read(changed(.null)) }
            #expect(throws: MessageFault.wrongType, "\(key)") { try document.read(changed(.list([]))) }
            #expect(throws: MessageFault.wrongType, "\(key)") { try document.read(changed(.object([:]))) }
            let twice = String(document.text.dropLast()) + ",\"\(key)\":\(tree[key].json)}"
            #expect(throws: MessageFault.wrongType, "\(key)") { try document.read(twice) }
        }
    }

    @Test(arguments: documents.indices) func `a field that is not known is left alone`(_ index: Int) throws {
        let document = Self.documents[index]
        let more = String(document.text.dropLast()) + #","later":{"more":[1,2]}}"#
        #expect(String(decoding: try document.read(more), as: UTF8.self) == document.text)
    }

    @Test(arguments: documents.indices) func `no part of a message is one`(_ index: Int) throws {
        let document = Self.documents[index]
        let bytes = Array(document.text.utf8)
        for count in 0..<bytes.count {
            let part = String(decoding: bytes[..<count], as: UTF8.self)
            #expect(throws: MessageFault.malformed, "\(count)") { try document.read(part) }
        }
        for other in ["[]", "1", "\"x\"", "null"] {
            #expect(throws: MessageFault.wrongType) { try document.read(other) }
        }
    }

    static let limits: [(index: Int, bytes: Int)] = [
        (0, ChallengeRequest.maximumBytes), (1, Challenge.maximumBytes), (2, JoinRequest.maximumBytes),
        (3, JoinReply.maximumBytes), (4, Heartbeat.maximumBytes), (5, HeartbeatReply.maximumBytes),
        (6, Problem.maximumBytes),
    ]
    @Test(arguments: limits) func `a message is as long as it may be`(_ limit: (index: Int, bytes: Int)) throws {
        let document = Self.documents[limit.index]
        func padded(to count: Int) -> String {
            document.text + String(repeating: " ", count: count - document.text.utf8.count)
        }
        _ = try document.read(padded(to: limit.bytes - 1))
        _ = try document.read(padded(to: limit.bytes))
        #expect(throws: MessageFault.tooLarge) { try document.read(padded(to: limit.bytes + 1)) }
    }

    /// What a field may be and what it may not, by the document that it is in.
    static let values: [(index: Int, key: String, good: [String], bad: [String])] = [
        (0, "purpose", [], [#""leave""#, #""Join""#, #""""#]),
        (0, "address", [], [#""0x1""#, "\"0X\(digits)\"", "\"0x\(digits.uppercased())\"", "\"\(digits)\"", #""""#]),
        (1, "nonce", [], ["\"\(digits.dropLast())\"", "\"\(digits)0\"", "\"\(digits.uppercased())\""]),
        (1, "issuedMs", ["0", "9007199254740991"], ["-1", "9007199254740992", "1.5", "1e400"]),
        (
            2, "claim", ["\"\(String(repeating: "A", count: 682))\""],
            [
                "\"\(String(repeating: "A", count: 684))\"", #""A""#, #""AB==""#, #""A+A""#, #""AB""#,
            ]
        ),
        (2, "signature", ["\"\(String(repeating: "A", count: 170))\""], ["\"\(String(repeating: "A", count: 172))\""]),
        (2, "nodePassword", [], ["\"\(digits.dropLast(2))\"", "\"\(digits.uppercased())\"", "\"\(digits)\\n\""]),
        (
            3, "nodeName", [#""a""#, "\"\(String(repeating: "a", count: 63))\""],
            [
                "\"\(String(repeating: "a", count: 64))\"", #""""#, #""A""#, #""a.b""#, #""-a""#, #""a-""#, #""../a""#,
            ]
        ),
        (3, "sealed", [], ["\"\(String(repeating: "AAAA", count: 358))\"", #""AA""#, #""A_==""#]),
        (4, "cpuPercent", ["0", "100"], ["-1", "101"]), (4, "memoryPercent", ["0", "100"], ["101"]),
        (4, "diskPercent", ["0", "100"], ["101"]), (4, "pods", ["0", "100000"], ["100001", "-1"]),
        (4, "containers", ["0", "100000"], ["100001"]),
        (
            4, "networkSentBytes", [#""0""#],
            [#""00""#, #""-1""#, #""18446744073709551616""#, #""""#, #""+1""#, #""1 ""#]
        ),
        (
            4, "version", [#""1""#, "\"\(String(repeating: "v", count: 64))\""],
            [
                "\"\(String(repeating: "v", count: 65))\"", #""""#, #""1 2""#, #""1\n""#, #""é""#,
            ]
        ),
        (
            5, "reason", [#""""#, "\"\(String(repeating: "r", count: 256))\""],
            [
                "\"\(String(repeating: "r", count: 257))\"", #""a\nb""#, #""é""#,
            ]
        ),
        (5, "nextHeartbeatMs", ["1000", "3600000"], ["999", "3600001"]), (5, "nodeName", [#""""#], [#""A""#]),
        (5, "stakeMist", [#""0""#], [#""1e3""#]),
        (6, "detail", ["\"\(String(repeating: "d", count: 1024))\""], ["\"\(String(repeating: "d", count: 1025))\""]),
        (6, "requestId", ["\"\(String(repeating: "d", count: 64))\""], ["\"\(String(repeating: "d", count: 65))\""]),
        (6, "status", ["599"], ["600"]),
    ]
    @Test(arguments: values.indices) func `a field has a value that it can have`(_ index: Int) throws {
        let value = Self.values[index]
        let document = Self.documents[value.index]
        let old = try Tree(json: document.text)[value.key].json
        func changed(_ new: String) -> String {
            document.text.replacing("\"\(value.key)\":\(old)", with: "\"\(value.key)\":\(new)")
        }
        #expect(document.text.contains("\"\(value.key)\":\(old)"))
        for good in value.good { _ = try document.read(changed(good)) }
        for bad in value.bad {
            #expect(throws: MessageFault.self, "\(bad)") { try document.read(changed(bad)) }
        }
    }

    @Test func `what a later version says is not acted on`() throws {
        let reply = Self.documents[5].text.replacing("slashed", with: "sleeping")
        let bytes = Array(reply.utf8)
        #expect(try HeartbeatReply(json: bytes.span).standing == .unknown)
        let problem = Array(
            Self.documents[6].text.replacing("\"code\":\"stake_too_low\"", with: "\"code\":\"new\"").utf8)
        #expect(try Problem(json: problem.span).code == nil)
    }

    @Test func `a reply never says what a machine would refuse`() throws {
        let reply = HeartbeatReply(
            nodeName: "n", standing: .active, reason: "a\nb", stakeMist: 0, requiredMist: 0, drain: false,
            nextHeartbeatMilliseconds: 1)
        let bytes = reply.json
        #expect(try HeartbeatReply(json: bytes.span) == reply)
        #expect(reply.reason == "" && reply.nextHeartbeatMilliseconds == 1000)
    }

    @Test func `a standing is read from the registry's status`() {
        let standings = (0...6).map { WorkerStanding(status: $0) }
        #expect(standings == [.unknown, .pending, .active, .suspended, .slashed, .retired, .unknown])
        #expect(WorkerStanding(nil) == .unknown)
        #expect(WorkerStanding.allCases.filter(\.mayWork) == [.active])
        #expect(WorkerStanding.allCases.filter(\.mayJoin) == [.pending, .active])
        #expect(WorkerStanding.allCases.filter(\.isOver) == [.slashed, .retired])
    }

    @Test func `a problem's code says what it is in HTTP`() {
        let codes = ProblemCode.allCases
        #expect(codes.allSatisfy { (400...503).contains($0.status) })
        #expect(Set(codes.map { "\($0.title)" }).count == codes.count)
        #expect(codes.filter { $0.isTransient }.allSatisfy { [409, 429, 500, 503].contains($0.status) })
        #expect(codes.filter { $0.status == 503 }.allSatisfy { $0.isTransient })
    }

    @Test func `each fault of a message says what it is`() {
        #expect(Set(MessageFault.allCases.map { "\($0.reason)" }).count == MessageFault.allCases.count)
    }

    private static func read<Message: JSONMessage>(
        _: Message.Type, _ text: String
    ) throws(MessageFault) -> [UInt8] {
        let bytes = Array(text.utf8)
        return try Message(json: bytes.span).json
    }
}
