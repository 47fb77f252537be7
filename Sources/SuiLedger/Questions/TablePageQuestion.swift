// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Part of a table's entries, in no particular order.
public struct TablePageQuestion: Question {
    /// The most that a node gives at once.
    static let grpcSize: UInt64 = 1000

    /// The table.
    public var table: Address
    /// Where to go on.
    public var after: PageToken?

    /// Asks for part of a table.
    public init(table: Address, after: PageToken? = nil) {
        self.table = table
        self.after = after
    }

    /// The question for gRPC; the node must keep an index.
    public var grpc: GRPCRequest {
        GRPCRequest(.listDynamicFields) { message in
            message.string(1, table.description)
            message.number(2, Self.grpcSize)
            if case .bytes(let token)? = after { message.bytes(3, token) }
            message.message(4) { mask in for path in ["name", "value"] { mask.string(1, path) } }
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Page<TableEntry> {
        var page = Page<TableEntry>(items: [], next: nil)
        try readFields(message) { field in
            switch field.number {
            case 1: page.items.append(try TableEntry.read(grpc: try field.span()))
            case 2: page.next = PageToken(try field.bytes())
            default: break
            }
        }
        return page
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($table: SuiAddress!, $after: String) { \(GraphQLRequest.tip) address(address: $table) { \
            dynamicFields(first: 50, after: $after) { \(GraphQLRequest.pageInfo) nodes { \(GraphQLRequest.entry) } } } }
            """,
            [("table", .text(table.description)), ("after", .init(after))])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Page<TableEntry> {
        let list = try data.required("address").required("dynamicFields")
        return try Page.read(graphQL: list) { node throws(LedgerError) in try TableEntry.read(graphQL: node) }
    }
}

extension TableEntry {
    /// Reads `sui.rpc.v2.DynamicField`.
    static func read(grpc message: Span<UInt8>) throws(LedgerError) -> TableEntry {
        var key: [UInt8]?
        var value: [UInt8]?
        try readFields(message) { field in
            switch field.number {
            case 5: key = try field.bcs()
            case 6: value = try field.bcs()
            default: break
            }
        }
        guard let key, let value else { throw LedgerError(.malformed, "an entry lacks a field") }
        return TableEntry(key: key, value: value)
    }
}
