// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A call of a gRPC method.
public struct GRPCRequest: Hashable, Sendable {
    /// Which method.
    public var method: GRPCMethod
    /// The message.
    public var message: [UInt8]

    /// Puts a call together.
    public init(_ method: GRPCMethod, _ body: (inout ProtobufWriter) -> Void = { _ in }) {
        self.method = method
        var writer = ProtobufWriter()
        body(&writer)
        message = writer.bytes
    }
}

/// The methods that we call; closed.
public enum GRPCMethod: String, Hashable, Sendable, CaseIterable {
    case getServiceInfo = "/sui.rpc.v2.LedgerService/GetServiceInfo"
    case getObject = "/sui.rpc.v2.LedgerService/GetObject"
    case batchGetObjects = "/sui.rpc.v2.LedgerService/BatchGetObjects"
    case getEpoch = "/sui.rpc.v2.LedgerService/GetEpoch"
    case getTransaction = "/sui.rpc.v2.LedgerService/GetTransaction"
    case getCheckpoint = "/sui.rpc.v2.LedgerService/GetCheckpoint"
    case listEvents = "/sui.rpc.v2.LedgerService/ListEvents"
    case listOwnedObjects = "/sui.rpc.v2.StateService/ListOwnedObjects"
    case listDynamicFields = "/sui.rpc.v2.StateService/ListDynamicFields"
    case getBalance = "/sui.rpc.v2.StateService/GetBalance"
    case executeTransaction = "/sui.rpc.v2.TransactionExecutionService/ExecuteTransaction"
    case simulateTransaction = "/sui.rpc.v2.TransactionExecutionService/SimulateTransaction"
    case subscribeCheckpoints = "/sui.rpc.v2.SubscriptionService/SubscribeCheckpoints"
    case subscribeEvents = "/sui.rpc.v2.SubscriptionService/SubscribeEvents"
}
