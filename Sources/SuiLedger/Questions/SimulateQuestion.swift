// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Wire

/// What a transaction would do now; nothing is done.
public struct SimulateQuestion: Question {
    /// The transaction, in BCS.
    public var transaction: [UInt8]

    /// Asks for a simulation.
    public init(transaction: [UInt8]) { self.transaction = transaction }

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.simulateTransaction) { message in
            message.message(1) { body in body.message(1) { bcs in bcs.bytes(2, transaction) } }
            message.message(2) { mask in
                for path in Effects.mask { mask.string(1, "transaction." + path) }
            }
            message.number(3, 0)
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Effects {
        var effects: Effects?
        try readFields(message) { field in
            if field.number == 1 { effects = try Effects.read(grpc: try field.span()) }
        }
        guard let effects else { throw LedgerError(.malformed, "a simulation without effects") }
        return effects
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($tx: JSON!) { \(GraphQLRequest.tip) simulateTransaction(transaction: $tx) { \
            effects { \(GraphQLRequest.effects) } } }
            """,
            [("tx", .object([.init("bcs", .object([.init("value", .text(Base64.encode(transaction)))]))]))])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Effects {
        try Effects.read(graphQL: try data.required("simulateTransaction").required("effects"))
    }
}
