// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
public import Wire

/// The entry of a table under a key, or `nil` where there is none.
public struct TableEntryQuestion: Question {
    /// The table: the id that stands in its object, not that of an object.
    public var table: Address
    /// The key, in BCS.
    public var key: [UInt8]
    /// The key's type.
    public var keyType: TypeTag

    /// Asks for an entry.
    public init(table: Address, key: [UInt8], keyType: TypeTag) {
        self.table = table
        self.key = key
        self.keyType = keyType
    }

    /// The id of the object that holds the entry: found without asking.
    public var fieldID: Address { .dynamicField(of: table, key: key, type: keyType) }

    /// The question for gRPC: the one object, which needs no index.
    public var grpc: GRPCRequest { ObjectQuestion(fieldID).grpc }

    /// Reads gRPC's answer: `id ‖ key ‖ value`.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> TableEntry? {
        guard let field = try ObjectQuestion(fieldID).answer(grpc: message) else { return nil }
        let head = fieldID.raw.bytes + key
        guard field.contents.starts(with: head) else { throw LedgerError(.malformed, "an entry is under another key") }
        return TableEntry(key: key, value: Array(field.contents.dropFirst(head.count)))
    }

    /// There is none.
    public func answerWhenNotFound() -> TableEntry? { nil }

    /// Whether there is none.
    public func isNothing(_ answer: TableEntry?) -> Bool { answer == nil }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($table: SuiAddress!, $type: String!, $key: Base64!) { \(GraphQLRequest.tip) \
            address(address: $table) { dynamicField(name: { type: $type, bcs: $key }) { \(GraphQLRequest.entry) } } }
            """,
            [
                ("table", .text(table.description)), ("type", .text(keyType.description)),
                ("key", .text(Base64.encode(key))),
            ])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> TableEntry? {
        guard let address = try data.optional("address"), let field = try address.optional("dynamicField") else {
            return nil
        }
        let entry = try TableEntry.read(graphQL: field)
        guard entry.key == key else { throw LedgerError(.malformed, "an entry is under another key") }
        return entry
    }
}

extension GraphQLRequest {
    /// A dynamic field's name and value.
    static let entry = "name { bcs } value { __typename ... on MoveValue { bcs } }"
}

extension TableEntry {
    /// Reads a `DynamicField` of the schema.
    static func read(graphQL field: borrowing JSONValue) throws(LedgerError) -> TableEntry {
        TableEntry(
            key: try field.required("name").required("bcs").asBytes(),
            value: try field.required("value").required("bcs").asBytes())
    }
}
