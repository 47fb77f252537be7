// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Something that we ask of a chain, in both of the languages that nodes speak; the answer is the same value in either.
///
/// A question is a value: what it looks like on the wire, and how an answer is read, are pure functions that are tested without a
/// network.
public protocol Question: Sendable {
    /// What an answer says.
    associatedtype Answer: Sendable

    /// The question for gRPC.
    var grpc: GRPCRequest { get }

    /// Reads gRPC's answer where it is one message.
    func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Answer

    /// Reads gRPC's answer where it may be a stream of messages.
    func answer(grpcMessages messages: [[UInt8]]) throws(LedgerError) -> Answer

    /// What gRPC's `NOT_FOUND` means: an answer, or a failure.
    ///
    /// Whether the node may be believed, which depends on how fresh it is, is decided by who asks.
    func answerWhenNotFound() throws(LedgerError) -> Answer

    /// The question for GraphQL.
    var graphQL: GraphQLRequest { get }

    /// Reads the `data` of GraphQL's answer.
    func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Answer

    /// Whether an answer says that there is nothing: who is behind the time says so of what is new.
    func isNothing(_ answer: Answer) -> Bool

    /// Whether asking twice is the same as asking once.
    var isIdempotent: Bool { get }
}

extension Question {
    /// Nothing that must be there can be missing.
    public func answerWhenNotFound() throws(LedgerError) -> Answer {
        throw LedgerError(.refused, "the node does not know what was asked for")
    }

    /// Most answers are one message.
    public func answer(grpcMessages messages: [[UInt8]]) throws(LedgerError) -> Answer {
        guard messages.count == 1 else { throw LedgerError(.malformed, "one message was expected") }
        let message = messages[0]
        return try answer(grpc: message.span)
    }

    /// Most answers say something.
    public func isNothing(_ answer: Answer) -> Bool { false }

    /// Most questions change nothing.
    public var isIdempotent: Bool { true }
}
