// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Several objects as they are now, in the order in which they were asked for; `nil` where there is none.
public struct ObjectsQuestion: Question {
    /// The most that any node gives at once.
    public static let maximumCount = 50

    /// Which objects.
    public var ids: [Address]

    /// Asks for objects, at most ``maximumCount``.
    public init(_ ids: [Address]) {
        precondition(ids.count <= Self.maximumCount, "more objects than a node gives at once")
        self.ids = ids
    }

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.batchGetObjects) { message in
            for id in ids { message.message(1) { request in request.string(1, id.description) } }
            message.message(2) { mask in for path in ObjectQuestion.mask { mask.string(1, path) } }
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> [LedgerObject?] {
        var objects: [LedgerObject?] = []
        try readFields(message) { field in
            guard field.number == 1 else { return }
            var object: LedgerObject?
            var status: GRPCStatus?
            try readFields(try field.span()) { field in
                switch field.number {
                case 1: object = try LedgerObject.read(grpc: try field.span())
                case 2:
                    try readFields(try field.span()) { field in
                        if field.number == 1 {
                            status = GRPCStatus(rawValue: Int(clamping: try field.uint64())) ?? .unknown
                        }
                    }
                default: break
                }
            }
            guard object != nil || status == .notFound else {
                throw status?.failure ?? LedgerError(.malformed, "an object is neither there nor missing")
            }
            objects.append(object)
        }
        return try matched(objects)
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($keys: [ObjectKey!]!) { \(GraphQLRequest.tip) multiGetObjects(keys: $keys) { address version digest \
            owner { \(GraphQLRequest.owner) } asMoveObject { contents { type { repr } bcs } } } }
            """,
            [("keys", .list(ids.map { .object([.init("address", .text($0.description))]) }))])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> [LedgerObject?] {
        var objects: [LedgerObject?] = []
        try data.required("multiGetObjects").each { value throws(LedgerError) in
            objects.append(value.isNull ? nil : try LedgerObject.read(graphQL: value))
        }
        return try matched(objects)
    }

    /// Each object must be the one that was asked for at its place.
    private func matched(_ objects: [LedgerObject?]) throws(LedgerError) -> [LedgerObject?] {
        guard objects.count == ids.count, zip(objects, ids).allSatisfy({ $0 == nil || $0?.reference.id == $1 }) else {
            throw LedgerError(.malformed, "other objects than were asked for")
        }
        return objects
    }
}
