// SPDX-License-Identifier: Apache-2.0
import Bytes
import ClusterSettings
import Crypto
import HTTPServer
import Wire

@testable import DevLedger
@testable import SuiLedger

/// A local ledger but for its tables' lists, which show a crowd, or are refused where there is none.
final class CannedHandler: Handler {
    private static let pageSize = 50

    private let node: DevNode
    private let inner: DevNodeHandler
    private let path: String
    private let count: Int
    // The cluster is made after the node has started.
    private var cluster: ClusterCreated?
    private var crowd: Crowd?

    init(_ node: DevNode, _ late: DelayLine, clusterFile path: String, crowd count: Int) {
        self.node = node
        inner = DevNodeHandler(node, late)
        self.path = path
        self.count = count
    }

    func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy { inner.bodyPolicy(method: method, path: path) }

    func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
        let body = String(decoding: request.body.indices.map { request.body[$0] }, as: UTF8.self)
        guard body.contains("dynamicFields(") else { return inner.handle(request, exchange) }
        let answer: String
        do { answer = try list(table: Self.text("table", body) ?? "", after: Self.text("after", body)) } catch {
            fatalError("\(error)")
        }
        exchange.reply(.ok) { $0.append(answer) }
    }

    private func list(table: String, after: String?) throws -> String {
        guard count > 0 else {
            return #"{"data":null,"errors":[{"message":"no lists","extensions":{"code":"BAD_USER_INPUT"}}]}"#
        }
        if cluster == nil {
            cluster = try ClusterFile.read(path).ids
            if let cluster { crowd = try Crowd(count, cluster: cluster.cluster) }
        }
        let start = after.flatMap { Int($0) } ?? 0
        let end = min(start + Self.pageSize, count)
        let entries = try (start..<end).map { number in
            let entry = table == cluster?.seals.description ? try crowd?.seal(number) : Crowd.account(number)
            guard let entry else { fatalError("no cluster") }
            let (key, value) = (Base64.encode(entry.key), Base64.encode(entry.value))
            return #"{"name":{"bcs":"\#(key)"},"value":{"__typename":"MoveValue","bcs":"\#(value)"}}"#
        }
        let info = #"{"hasNextPage":\#(end < count),"endCursor":"\#(end)"}"#
        let fields = #"{"pageInfo":\#(info),"nodes":[\#(entries.joined(separator: ","))]}"#
        return tip.dropLast(2) + #","address":{"dynamicFields":\#(fields)}}}"#
    }

    /// Where the ledger is, as each of our questions asks for it: `{"data":{…}}`.
    private var tip: String {
        let question = Array(#"{"query":"query { \#(GraphQLRequest.tip) }","variables":{}}"#.utf8)
        return String(decoding: node.answer(question.span), as: UTF8.self)
    }

    /// The text of a variable; `nil` where it is null.
    private static func text(_ name: String, _ body: String) -> String? {
        guard let start = body.firstRange(of: "\"\(name)\":\"") else { return nil }
        return String(body[start.upperBound...].prefix { $0 != "\"" })
    }
}

/// Makes the one handler.
struct CannedHandlerFactory: HandlerFactory {
    let node: DevNode
    let late = DelayLine()
    let clusterFile: String
    let crowd: Int

    func makeHandler(loop: Int) -> any Handler { CannedHandler(node, late, clusterFile: clusterFile, crowd: crowd) }
}
