// SPDX-License-Identifier: Apache-2.0
import DevLedger
import Kernel
import SuiLedger
import TestSupport
import Testing

/// graphql-core with the network's schema: says what is wrong with a question, and with a reply to it.
final class SchemaOracle {
    static let python = ProcessEnvironment.variables["GRAPHQL_PYTHON"] ?? "/usr/bin/python3"
    static let schema = TestFiles.fixtures + "sui/schema.introspection.json"
    static let isPossible =
        (try? FileContents.check(schema, limit: 16 * 1024 * 1024)) != nil
        && PythonPeer.has(python, modules: "graphql")

    private let peer: PythonPeer

    init() throws { peer = try PythonPeer(Self.python, script: "graphql-oracle.py", [Self.schema]) }

    /// What is wrong; both are texts in JSON, the question one of an object with `query` and `variables`.
    func problems(_ question: String, reply: String? = nil) throws -> [String] {
        let line = question.dropLast() + (reply.map { ",\"reply\":" + $0 } ?? "") + "}"
        let answer = try Tree(json: try peer.ask(String(line)))
        return try answer.list.map { try #require($0.text) }
    }
}
