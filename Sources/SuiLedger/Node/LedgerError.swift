// SPDX-License-Identifier: Apache-2.0

/// Why a question to the chain has no answer.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; closed, so that it can be a metric's label.
    public enum Code: String, Sendable, CaseIterable {
        /// The node cannot be reached, or says that it cannot answer now.
        case unavailable
        /// The node asks us to slow down.
        case throttled
        /// Time ran out.
        case timeout
        /// The node says that the question itself is wrong: asking again, or another node, changes nothing.
        case refused
        /// The node does not serve this question.
        case unsupported
        /// The node's answer is none: bytes that are malformed, or fields that must be there and are not.
        case malformed
        /// The node is of another chain.
        case wrongChain = "wrong_chain"
        /// The node is behind the time.
        case stale
        /// The nodes that were asked do not agree.
        case disagreement
        /// The key or the credentials for the node were not accepted.
        case unauthorized
        /// Another transaction uses the same version of an object.
        case conflict
        /// We are shutting down.
        case cancelled
    }

    /// What went wrong.
    public let code: Code
    /// For our log: a literal, so that no peer's byte can get in.
    public let detail: StaticString

    /// Names a failure.
    public init(_ code: Code, _ detail: StaticString) {
        self.code = code
        self.detail = detail
    }

    /// Whether asking again, of this node or another, may help.
    public var isRetryable: Bool {
        switch code {
        case .unavailable, .throttled, .timeout, .malformed, .wrongChain, .stale, .unauthorized, .unsupported: true
        case .refused, .disagreement, .conflict, .cancelled: false
        }
    }

    /// One sentence for a log.
    public var description: String { "\(code.rawValue): \(detail)" }

    /// Two failures are the same if their codes are.
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
