// SPDX-License-Identifier: Apache-2.0
public import Wire

/// How much SUI an account has, in MIST: coins and address balance together.
public struct BalanceQuestion: Question {
    /// Whose.
    public var owner: Address

    /// Asks for a balance.
    public init(of owner: Address) { self.owner = owner }

    /// The question for gRPC; the node must keep an index.
    public var grpc: GRPCRequest {
        GRPCRequest(.getBalance) { message in
            message.string(1, owner.description)
            message.string(2, TypeTag.sui.description)
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> UInt64 {
        var balance: UInt64 = 0
        try readFields(message) { field in
            guard field.number == 1 else { return }
            try readFields(try field.span()) { field in if field.number == 3 { balance = try field.uint64() } }
        }
        return balance
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($owner: SuiAddress!, $coin: String!) { \(GraphQLRequest.tip) \
            address(address: $owner) { balance(coinType: $coin) { totalBalance } } }
            """,
            [("owner", .text(owner.description)), ("coin", .text(TypeTag.sui.description))])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> UInt64 {
        guard let address = try data.optional("address"), let balance = try address.optional("balance"),
            let total = try balance.optional("totalBalance")
        else { return 0 }
        return try total.asNumber()
    }
}
