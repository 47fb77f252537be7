// SPDX-License-Identifier: Apache-2.0

/// One thing that the operator does about a request.
public enum RequestStep: Hashable, Sendable {
    /// Gives it to a worker.
    case assign(UInt64, to: Address)
    /// Ends it, done or not, with a sentence for people.
    case finish(UInt64, isDone: Bool, result: String)

    /// Which request.
    public var request: UInt64 {
        switch self {
        case .assign(let request, _), .finish(let request, _, _): request
        }
    }
}
