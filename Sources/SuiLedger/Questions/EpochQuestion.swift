// SPDX-License-Identifier: Apache-2.0
internal import Kernel
public import Wire

/// The current epoch: when it began, and what computing costs in it.
public struct EpochQuestion: Question {
    /// What an epoch is.
    public struct Epoch: Hashable, Sendable {
        /// Its number.
        public var number: UInt64
        /// The least price of a unit of computation, in MIST.
        public var referenceGasPrice: UInt64
        /// When it began, in milliseconds since 1970.
        public var startMilliseconds: UInt64

        /// Describes an epoch.
        public init(number: UInt64, referenceGasPrice: UInt64, startMilliseconds: UInt64) {
            self.number = number
            self.referenceGasPrice = referenceGasPrice
            self.startMilliseconds = startMilliseconds
        }
    }

    /// Asks for the epoch.
    public init() {}

    /// The question for gRPC.
    public var grpc: GRPCRequest {
        GRPCRequest(.getEpoch) { message in
            message.message(2) { mask in
                for path in ["epoch", "reference_gas_price", "start"] { mask.string(1, path) }
            }
        }
    }

    /// Reads gRPC's answer.
    public func answer(grpc message: Span<UInt8>) throws(LedgerError) -> Epoch {
        var number: UInt64?
        var price: UInt64?
        var start: UInt64?
        try readFields(message) { field in
            guard field.number == 1 else { return }
            try readFields(try field.span()) { field in
                switch field.number {
                case 1: number = try field.uint64()
                case 6: start = try field.milliseconds()
                case 8: price = try field.uint64()
                default: break
                }
            }
        }
        guard let number, let price, let start else { throw LedgerError(.malformed, "an epoch lacks a field") }
        return Epoch(number: number, referenceGasPrice: price, startMilliseconds: start)
    }

    /// The question for GraphQL.
    public var graphQL: GraphQLRequest {
        GraphQLRequest("{ \(GraphQLRequest.tip) epoch { epochId referenceGasPrice startTimestamp } }")
    }

    /// Reads GraphQL's answer.
    public func answer(graphQL data: borrowing JSONValue) throws(LedgerError) -> Epoch {
        let epoch = try data.required("epoch")
        return Epoch(
            number: try epoch.required("epochId").asNumber(),
            referenceGasPrice: try epoch.required("referenceGasPrice").asNumber(),
            startMilliseconds: try epoch.required("startTimestamp").asMilliseconds())
    }
}

extension JSONValue {
    /// The value as a time, in milliseconds since 1970.
    func asMilliseconds() throws(LedgerError) -> UInt64 {
        guard let time = RFC3339.read(try asText()), time.nanoseconds >= 0 else {
            throw LedgerError(.malformed, "a time is malformed")
        }
        return UInt64(time.nanoseconds / 1_000_000)
    }
}
