// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Why a stream did not carry what it should have until its deadline.
public enum StreamError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The deadline has passed.
    case timedOut
    /// The peer ended its direction after so many bytes of what was expected; 0 is an end between two messages.
    case ended(received: Int)
    /// The kernel refused; a connection that the peer broke is among it.
    case system(SystemError)

    init(_ error: SystemError) { self = error.errno == ETIMEDOUT ? .timedOut : .system(error) }

    /// One sentence for a log.
    public var description: String {
        switch self {
        case .timedOut: "the deadline has passed"
        case .ended(let count): "the peer ended the stream after \(count) bytes of a message"
        case .system(let error): error.description
        }
    }
}
