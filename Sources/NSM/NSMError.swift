// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a security module's answer is not there.
public enum NSMError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The module refused, and said why.
    case device(NSMErrorName)
    /// The answer filled the room to its last byte: what did not fit was dropped without a word.
    case truncated
    /// The caller's deadline has passed; what was asked may still be done.
    case timedOut
    /// The module has answered for the last time; only a new start of the enclave brings it back.
    case lost
    /// The answer cannot be read, or answers another question.
    case malformed
    /// Too many are waiting already.
    case busy
    /// The request is empty, or longer than a module takes.
    case invalidLength
    /// A signal came in between: whether it was done is not known.
    case interrupted
    /// The kernel refused for another reason.
    case system(SystemError)

    /// What failed, without detail; closed.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case device, truncated, timedOut = "timed_out", lost, malformed, busy, invalidLength = "invalid_length"
        case interrupted, system
    }

    /// What failed, for a metric's label.
    public var code: Code {
        switch self {
        case .device: .device
        case .truncated: .truncated
        case .timedOut: .timedOut
        case .lost: .lost
        case .malformed: .malformed
        case .busy: .busy
        case .invalidLength: .invalidLength
        case .interrupted: .interrupted
        case .system: .system
        }
    }

    /// One sentence for a log.
    public var description: String {
        switch self {
        case .device(let name): "the security module answers \(name.rawValue)"
        case .truncated: "the security module's answer did not fit"
        case .timedOut: "the security module did not answer in time"
        case .lost: "the security module is lost until the enclave starts anew"
        case .malformed: "the security module's answer makes no sense"
        case .busy: "too many wait for the security module"
        case .invalidLength: "a request to the security module has no length that it takes"
        case .interrupted: "a request to the security module was interrupted"
        case .system(let error): "the security module cannot be reached: \(error.description)"
        }
    }
}
