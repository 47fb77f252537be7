// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Wire

/// Carries a signed transaction out; the answer comes when nothing can take it back.
///
/// The same bytes are the same transaction: asking twice, or another node, does it once. A timeout is no failure.
public struct ExecuteQuestion: Question {
    /// The transaction, in BCS, exactly as it was signed.
    public var transaction: [UInt8]
    /// Who signed it.
    public var signatures: [UserSignature]

    /// Asks for a transaction to be carried out.
    public init(transaction: [UInt8], signatures: [UserSignature]) {
        self.transaction = transaction
        self.signatures = signatures
    }

    /// What the transaction is called, whether it is carried out or not.
    public var digest: Digest { TransactionData.digest(ofBytes: transaction) }

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.executeTransaction) { message in
            message.message(1) { body in body.message(1) { bcs in bcs.bytes(2, transaction) } }
            for signature in signatures {
                message.message(2) { body in body.message(1) { bcs in bcs.bytes(2, signature.bytes) } }
            }
            message.message(3) { mask in for path in Effects.mask { mask.string(1, path) } }
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Effects {
        var effects: Effects?
        try readFields(message) { field in
            if field.number == 1 { effects = try Effects.read(grpc: try field.span()) }
        }
        return try checked(effects)
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            mutation($tx: Base64!, $sigs: [Base64!]!) { executeTransaction(transactionDataBcs: $tx, signatures: $sigs) { \
            effects { \(GraphQLRequest.effects) } } }
            """,
            [
                ("tx", .text(Base64.encode(transaction))),
                ("sigs", .list(signatures.map { .text($0.base64) })),
            ])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Effects {
        try checked(try Effects.read(graphQL: try data.required("executeTransaction").required("effects")))
    }

    private func checked(_ effects: Effects?) throws(LedgerError) -> Effects {
        guard let effects, effects.transaction == digest else {
            throw LedgerError(.malformed, "the effects of another transaction, or none")
        }
        return effects
    }
}
