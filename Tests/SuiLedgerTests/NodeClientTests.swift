// SPDX-License-Identifier: Apache-2.0
import Bytes
import HTTPClient
import TestSupport
import Testing
import Wire

@testable import SuiLedger

@Suite(.timeLimit(.minutes(10))) struct NodeClientTests {
    private static let tip =
        #""chainIdentifier":"4c78adac","checkpoint":{"sequenceNumber":77,"timestamp":"2026-11-20T22:03:00.500Z","epoch":{"epochId":9}}"#

    private static func graphQL(_ body: String, status: Int = 200) throws -> (Peer, NodeClient) {
        let head = "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\n"
        let peer = try Peer { _ in head + "content-length: \(body.utf8.count)\r\n\r\n" + body }
        return (peer, NodeClient(NodeEndpoint(.graphQL, peer.url), client: try Client()))
    }

    private static func code(_ body: () throws -> Void) -> LedgerError.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? LedgerError)?.code }
    }

    @Test func `GraphQL brings an answer and how fresh it is`() throws {
        let (peer, node) = try Self.graphQL(#"{"data":{\#(Self.tip),"address":{"balance":{"totalBalance":"42"}}}}"#)
        let answer = try node.ask(BalanceQuestion(of: Address(5)), timeout: .seconds(5))
        #expect(answer.value == 42)
        // date -u -d 2026-11-20T22:03:00 +%s
        #expect(
            answer.freshness
                == Freshness(chain: "4c78adac", epoch: 9, checkpoint: 77, timestamp: 1_795_212_180_500))
        let request = try #require(peer.requests.first)
        #expect(request.contains("Content-Length: ") && !request.lowercased().contains("transfer-encoding"))
        let body = try #require(request.split(separator: "\r\n\r\n").last)
        #expect(body.hasPrefix(#"{"query":"query($owner"#))
        #expect(body.hasSuffix(#""variables":{"owner":"\#(Address(5))","coin":"\#(TypeTag.sui)"}}"#))
    }

    static let errors: [(String, LedgerError.Code)] = [
        ("BAD_USER_INPUT", .refused), ("GRAPHQL_VALIDATION_FAILED", .refused), ("RESOURCE_EXHAUSTED", .throttled),
        ("REQUEST_TIMEOUT", .timeout), ("INTERNAL_SERVER_ERROR", .unavailable), ("WHATEVER", .unavailable),
    ]

    @Test(arguments: errors) func `an answer with errors is none, whatever stands beside them`(
        _ name: String, _ code: LedgerError.Code
    ) throws {
        let data = #""data":{\#(Self.tip),"address":{"balance":{"totalBalance":"42"}}}"#
        let (peer, node) = try Self.graphQL(#"{\#(data),"errors":[{"message":"x","extensions":{"code":"\#(name)"}}]}"#)
        #expect(Self.code { _ = try node.ask(BalanceQuestion(of: Address(5)), timeout: .seconds(5)) } == code)
        #expect(peer.requests.count == 1)
    }

    static let bodies: [(String, Int, LedgerError.Code)] = [
        ("", 200, .malformed), ("nonsense", 200, .malformed), ("{}", 200, .malformed),
        (#"{"data":null}"#, 200, .malformed),
        (#"{"data":{"epoch":{"epochId":"x"}}}"#, 200, .malformed), ("{}", 401, .unauthorized),
        ("{}", 403, .unauthorized),
        ("{}", 429, .throttled), ("{}", 404, .refused), ("{}", 500, .unavailable), ("{}", 503, .unavailable),
        (String(repeating: "[", count: 100), 200, .malformed),
    ]

    @Test(arguments: bodies) func `what is no answer is a failure with a name`(
        _ body: String, _ status: Int, _ code: LedgerError.Code
    ) throws {
        let (peer, node) = try Self.graphQL(body, status: status)
        #expect(Self.code { _ = try node.ask(EpochQuestion(), timeout: .seconds(5)) } == code)
        #expect(peer.requests.count == 1)
    }

    @Test func `nobody there is unavailable, and a key is sent as it is`() throws {
        let client = try Client()
        let nobody = NodeClient(NodeEndpoint(.grpc, "http://127.0.0.1:1"), client: client)
        #expect(Self.code { _ = try nobody.ask(EpochQuestion(), timeout: .seconds(5)) } == .unavailable)
        let peer = try Peer { _ in "HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\n{}" }
        let endpoint = NodeEndpoint(.graphQL, peer.url, credentials: [Header("x-api-key", "secret")])
        _ = try? NodeClient(endpoint, client: client).ask(EpochQuestion(), timeout: .seconds(5))
        #expect(peer.requests.first?.contains("x-api-key: secret\r\n") == true)
    }

    // MARK: gRPC, without a network

    private static func reply(
        _ body: [UInt8], _ trailers: [Header] = [Header("grpc-status", "0")], status: Int = 200, headers: [Header] = []
    ) -> ClientResponse {
        ClientResponse(status: status, headers: headers, body: body, trailers: trailers)
    }

    @Test func `messages are put together from their frames`() throws {
        let body = GRPCFrame.wrap([1, 2, 3]) + GRPCFrame.wrap([]) + GRPCFrame.wrap(Array(repeating: 7, count: 300))
        let reply = try GRPCReply(Self.reply(body))
        #expect(reply.messages == [[1, 2, 3], [], Array(repeating: 7, count: 300)])
        #expect(GRPCFrame.wrap([9]) == [0, 0, 0, 0, 1, 9])
        for count in 1..<body.count where ![8, 13].contains(count) {
            #expect(throws: LedgerError(.malformed, "")) { try GRPCReply(Self.reply(Array(body[..<count]))) }
        }
    }

    static let broken: [([UInt8], [Header], Int, LedgerError.Code)] = [
        ([], [], 200, .malformed), ([], [Header("grpc-status", "x")], 200, .malformed),
        ([1, 0, 0, 0, 0], [Header("grpc-status", "0")], 200, .malformed),
        ([0, 0xff, 0xff, 0xff, 0xff], [Header("grpc-status", "0")], 200, .malformed),
        ([], [Header("grpc-status", "14")], 200, .unavailable), ([], [Header("grpc-status", "99")], 200, .unavailable),
        ([], [Header("grpc-status", "8")], 200, .throttled), ([], [Header("grpc-status", "12")], 200, .unsupported),
        ([], [Header("grpc-status", "3")], 200, .refused), ([], [Header("grpc-status", "16")], 200, .unauthorized),
        ([], [Header("grpc-status", "0")], 502, .unavailable), ([], [Header("grpc-status", "4")], 200, .timeout),
        ([], [Header("grpc-status", "9")], 200, .conflict),
    ]

    @Test(arguments: broken) func `success takes a status, whole frames and HTTP's 200`(
        _ body: [UInt8], _ trailers: [Header], _ status: Int, _ code: LedgerError.Code
    ) {
        #expect(throws: LedgerError(code, "")) { try GRPCReply(Self.reply(body, trailers, status: status)) }
    }

    @Test func `an error alone stands in the head, and says how fresh the node is`() throws {
        let headers = [
            Header("grpc-status", "5"), Header("x-sui-chain-id", "c"), Header("x-sui-checkpoint-height", "12"),
            Header("x-sui-timestamp-ms", "34"), Header("x-sui-epoch", "5"),
        ]
        let reply = try GRPCReply(Self.reply([], [], headers: headers))
        #expect(reply.status == .notFound)
        #expect(reply.freshness == Freshness(chain: "c", epoch: 5, checkpoint: 12, timestamp: 34))
    }

    @Test func `every gRPC status has a meaning`() {
        for status in GRPCStatus.allCases { #expect((status.failure == nil) == (status == .ok || status == .notFound)) }
        for code in LedgerError.Code.allCases { #expect(!LedgerError(code, "x").description.isEmpty) }
    }
}
