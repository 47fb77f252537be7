// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Part of the objects of a type that an account owns.
public struct OwnedPageQuestion: Question {
    /// Whose.
    public var owner: Address
    /// Of which type.
    public var type: StructTag
    /// Where to go on.
    public var after: PageToken?

    /// Asks for part of what an account owns.
    public init(owner: Address, type: StructTag, after: PageToken? = nil) {
        self.owner = owner
        self.type = type
        self.after = after
    }

    /// The question for gRPC; the node must keep an index.
    public var grpc: GRPCRequest {
        GRPCRequest(.listOwnedObjects) { message in
            message.string(1, owner.description)
            message.number(2, 50)
            if case .bytes(let token)? = after { message.bytes(3, token) }
            message.message(4) { mask in for path in ObjectQuestion.mask { mask.string(1, path) } }
            message.string(5, type.description)
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Page<LedgerObject> {
        var page = Page<LedgerObject>(items: [], next: nil)
        try readFields(message) { field in
            switch field.number {
            case 1: page.items.append(try LedgerObject.read(grpc: try field.span()))
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
            query($owner: SuiAddress!, $type: String!, $after: String) { \(GraphQLRequest.tip) \
            address(address: $owner) { objects(first: 50, after: $after, filter: { type: $type }) { \
            \(GraphQLRequest.pageInfo) nodes { address version digest owner { \(GraphQLRequest.owner) } \
            contents { type { repr } bcs } } } } }
            """,
            [
                ("owner", .text(owner.description)), ("type", .text(type.description)), ("after", .init(after)),
            ])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Page<LedgerObject> {
        let list = try data.required("address").required("objects")
        return try Page.read(graphQL: list) { node throws(LedgerError) in try LedgerObject.read(moveObject: node) }
    }
}
