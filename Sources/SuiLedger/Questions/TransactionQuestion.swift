// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What a transaction did, or `nil` where the node does not know it.
public struct TransactionQuestion: Question {
    /// Which transaction.
    public var digest: Digest

    /// Asks for a transaction.
    public init(_ digest: Digest) { self.digest = digest }

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.getTransaction) { message in
            message.string(1, digest.description)
            message.message(2) { mask in for path in Effects.mask { mask.string(1, path) } }
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Effects? {
        var effects: Effects?
        try readFields(message) { field in
            if field.number == 1 { effects = try Effects.read(grpc: try field.span()) }
        }
        guard let effects, effects.transaction == digest else {
            throw LedgerError(.malformed, "another transaction, or none")
        }
        return effects
    }

    /// There is none.
    public func answerWhenNotFound() -> Effects? { nil }

    /// Whether there is none.
    public func isNothing(_ answer: Effects?) -> Bool { answer == nil }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($digest: String!) { \(GraphQLRequest.tip) \
            transaction(digest: $digest) { effects { \(GraphQLRequest.effects) } } }
            """,
            [("digest", .text(digest.description))])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Effects? {
        guard let transaction = try data.optional("transaction") else { return nil }
        let effects = try Effects.read(graphQL: try transaction.required("effects"))
        guard effects.transaction == digest else { throw LedgerError(.malformed, "another transaction") }
        return effects
    }
}
