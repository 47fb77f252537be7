// SPDX-License-Identifier: Apache-2.0
public import Wire

/// An object as it is now, or `nil` where there is none.
public struct ObjectQuestion: Question {
    /// Which object.
    public var id: Address

    /// Asks for an object.
    public init(_ id: Address) { self.id = id }

    static let mask = ["object_id", "version", "digest", "owner", "object_type", "contents"]

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.getObject) { message in
            message.string(1, id.description)
            message.message(3) { mask in for path in Self.mask { mask.string(1, path) } }
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> LedgerObject? {
        var object: LedgerObject?
        try readFields(message) { field in
            if field.number == 1 { object = try LedgerObject.read(grpc: try field.span()) }
        }
        guard let object, object.reference.id == id else { throw LedgerError(.malformed, "another object, or none") }
        return object
    }

    /// There is none.
    public func answerWhenNotFound() -> LedgerObject? { nil }

    /// Whether there is none.
    public func isNothing(_ answer: LedgerObject?) -> Bool { answer == nil }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($id: SuiAddress!) { \(GraphQLRequest.tip) object(address: $id) { address version digest \
            owner { \(GraphQLRequest.owner) } asMoveObject { contents { type { repr } bcs } } } }
            """,
            [("id", .text(id.description))])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> LedgerObject? {
        guard let value = try data.optional("object") else { return nil }
        let object = try LedgerObject.read(graphQL: value)
        guard object.reference.id == id else { throw LedgerError(.malformed, "another object") }
        return object
    }
}
