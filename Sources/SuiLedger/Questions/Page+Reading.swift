// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension PageToken {
    /// A token as gRPC gives it; empty at the end.
    init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self = .bytes(bytes)
    }
}

extension GraphQLRequest {
    /// Whether a list goes on, and where.
    static let pageInfo = "pageInfo { hasNextPage endCursor }"
}

extension GraphQLRequest.Variable {
    /// Where a list goes on, `null` for its beginning.
    init(_ token: PageToken?) {
        if case .text(let text)? = token { self = .text(text) } else { self = .null }
    }
}

extension Page {
    /// Reads a connection of the schema.
    static func read(
        graphQL list: borrowing JSONValue, _ item: (borrowing JSONValue) throws(LedgerError) -> Item
    ) throws(LedgerError) -> Page {
        var page = Page(items: [], next: nil)
        try list.required("nodes").each { node throws(LedgerError) in page.items.append(try item(node)) }
        let info = try list.required("pageInfo")
        if try info.required("hasNextPage").asBool() { page.next = .text(try info.required("endCursor").asText()) }
        return page
    }
}
