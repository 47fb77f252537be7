// SPDX-License-Identifier: Apache-2.0

/// How a gRPC call ended, by the number in its trailers.
public enum GRPCStatus: Int, Hashable, Sendable, CaseIterable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16

    /// What it means to us; `nil` for success and for `NOT_FOUND`, which may be an answer.
    public var failure: LedgerError? {
        switch self {
        case .ok, .notFound: nil
        case .cancelled, .unknown, .aborted, .internal, .unavailable, .dataLoss:
            LedgerError(.unavailable, "the node failed")
        case .deadlineExceeded: LedgerError(.timeout, "the node took too long")
        case .invalidArgument, .outOfRange, .alreadyExists: LedgerError(.refused, "the node refuses the question")
        case .permissionDenied, .unauthenticated: LedgerError(.unauthorized, "the node does not know our key")
        case .resourceExhausted: LedgerError(.throttled, "the node is overloaded, or we ask too often")
        case .failedPrecondition: LedgerError(.conflict, "an object is used by another transaction")
        case .unimplemented: LedgerError(.unsupported, "the node does not serve this method")
        }
    }
}
