// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient

/// What came back from a gRPC call, read without a network.
struct GRPCReply {
    /// No message of ours is near this.
    static let maximumMessage = 64 * 1024 * 1024

    /// The messages; one, but for streams.
    let messages: [[UInt8]]
    /// `ok`, or `notFound`, which may be an answer.
    let status: GRPCStatus
    /// How far the node is, where it says so.
    let freshness: Freshness?

    init(_ response: ClientResponse) throws(LedgerError) {
        guard response.status == 200 else { throw Self.failure(httpStatus: response.status) }
        // Success takes all three: HTTP 200, a status of 0, whole frames. A missing status is a failure.
        guard let status = response.value("grpc-status").flatMap({ Int($0) }) else {
            throw LedgerError(.malformed, "a gRPC answer without a status")
        }
        self.status = GRPCStatus(rawValue: status) ?? .unknown
        if let failure = self.status.failure { throw failure }
        var assembler = GRPCFrame.Assembler(maximumMessage: Self.maximumMessage)
        assembler.append(response.body)
        var messages: [[UInt8]] = []
        while let message = try assembler.next() { messages.append(message) }
        guard !assembler.isInsideFrame else { throw LedgerError(.malformed, "a gRPC message breaks off") }
        self.messages = messages
        freshness = Freshness(response)
    }

    static func failure(httpStatus: Int) -> LedgerError {
        switch httpStatus {
        case 401, 403: LedgerError(.unauthorized, "the node does not know our key")
        case 429: LedgerError(.throttled, "we ask too often")
        case 400..<500: LedgerError(.refused, "the node refuses the request")
        default: LedgerError(.unavailable, "the node does not answer as it should")
        }
    }
}

extension Freshness {
    /// Reads the headers that a node puts on every answer, errors too.
    init?(_ response: ClientResponse) {
        guard let chain = response.value("x-sui-chain-id"),
            let checkpoint = response.value("x-sui-checkpoint-height").flatMap({ UInt64($0) }),
            let timestamp = response.value("x-sui-timestamp-ms").flatMap({ UInt64($0) })
        else { return nil }
        let epoch = response.value("x-sui-epoch").flatMap { UInt64($0) }
        self.init(chain: chain, epoch: epoch, checkpoint: checkpoint, timestamp: timestamp)
    }
}
