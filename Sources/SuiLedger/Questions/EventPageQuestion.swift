// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Events whose type a package defined, in the order of the chain, from a checkpoint on.
///
/// Chosen by type and not by the module that was called, nor by sender: a package that wraps ours hides nothing.
public struct EventPageQuestion: Question {
    /// Part of the events.
    public struct Events: Hashable, Sendable {
        /// The events, in order.
        public var events: [EmittedEvent]
        /// Where to go on; `nil` where this is all until now.
        public var next: PageToken?
        /// The checkpoint up to which the node has looked, where the answer itself says so.
        public var reached: UInt64?

        /// Puts a part together.
        public init(events: [EmittedEvent], next: PageToken?, reached: UInt64? = nil) {
            self.events = events
            self.next = next
            self.reached = reached
        }
    }

    /// The package that defined the types: the original one, or the one that added a type.
    public var package: Address
    /// A module of it, or `module::Name`; `nil` for all.
    public var type: String?
    /// The first checkpoint that counts.
    public var from: UInt64
    /// Where to go on, instead of `from`.
    public var after: PageToken?
    /// The most to be given at once, of a node that lets us say.
    public var limit: UInt64

    /// Asks for events.
    public init(
        of package: Address, type: String? = nil, from: UInt64, after: PageToken? = nil, limit: UInt64 = 500
    ) {
        self.package = package
        self.type = type
        self.from = from
        self.after = after
        self.limit = limit
    }

    /// The types, as both languages name them.
    private var filter: String { package.description + (type.map { "::" + $0 } ?? "") }

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.listEvents) { message in
            message.message(1) { mask in mask.string(1, "*") }
            message.number(2, from)
            message.message(4) { filter in EventFilter.encode([self.filter], into: &filter) }
            message.message(5) { options in
                options.number(1, limit)
                if case .bytes(let token)? = after { options.bytes(2, token) }
            }
        }
    }

    /// A stream answers this question.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Events {
        throw LedgerError(.malformed, "events come as a stream")
    }

    /// Reads gRPC's answer: events, marks of how far the node has looked, and why it stopped.
    public func answer(grpcMessages messages: [[UInt8]]) throws(LedgerError) -> Events {
        var answer = Events(events: [], next: nil)
        var cursor: PageToken?
        var reason: UInt64 = 0
        for message in messages {
            try readFields(message.span) { field in
                switch field.number {
                case 1:
                    answer.events.append(
                        try EmittedEvent.read(grpc: try field.span(), transaction: nil, index: nil, checkpoint: nil))
                case 2:
                    try readFields(try field.span()) { field in
                        if field.number == 1 { cursor = PageToken(try field.bytes()) }
                        if field.number == 2 { answer.reached = try field.uint64() }
                    }
                case 3:
                    try readFields(try field.span()) { field in if field.number == 1 { reason = try field.uint64() } }
                default: break
                }
            }
        }
        // 1: as many as we asked for; 2: the node looked as far as it may at once. Otherwise this is all until now.
        guard reason != 0 else { throw LedgerError(.malformed, "a list of events without an end") }
        if reason == 1 || reason == 2 {
            guard let cursor else { throw LedgerError(.malformed, "a list of events that cannot go on") }
            answer.next = cursor
        }
        return answer
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest(
            """
            query($type: String!, $after: String, $from: UInt53) { \(GraphQLRequest.tip) \
            events(first: 50, after: $after, filter: { type: $type, afterCheckpoint: $from }) { \
            \(GraphQLRequest.pageInfo) nodes { sequenceNumber contents { type { repr } bcs } \
            transaction { digest effects { checkpoint { sequenceNumber } } } } } }
            """,
            [
                ("type", .text(filter)), ("after", .init(after)),
                // The schema's bound is exclusive, and there is none before the first.
                ("from", from == 0 ? .null : .number(from - 1)),
            ])
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Events {
        let page = try Page.read(graphQL: try data.required("events")) { node throws(LedgerError) in
            try EmittedEvent.read(graphQL: node, transaction: nil, index: nil)
        }
        return Events(events: page.items, next: page.next)
    }
}

/// Which events of a stream concern us.
enum EventFilter {
    /// Writes `sui.rpc.v2.EventFilter`: those of one of these packages, modules or types.
    static func encode(_ types: [String], into filter: inout ProtobufWriter) {
        for name in types {
            filter.message(1) { term in
                term.message(1) { literal in
                    literal.message(4) { type in type.string(1, name) }
                }
            }
        }
    }
}
