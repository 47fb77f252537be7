// SPDX-License-Identifier: Apache-2.0
import Bytes
import HTTPServer

@testable import Operations

extension ByteBuffer {
    /// The bytes as text.
    var text: String { String(decoding: span.indices.map { span[$0] }, as: UTF8.self) }
}

extension OperationsPages {
    /// Answers a request for a target, as the handler would.
    func get(_ target: String, _ method: Method = .get) -> (answer: Answer, body: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map { Array($0.utf8) }
        let path = parts[0]
        let query = parts.count > 1 ? parts[1] : []
        var body = ByteBuffer()
        let answer = self.answer(method, path: path.span, query: query.span, body: &body)
        return (answer, body.text)
    }
}
