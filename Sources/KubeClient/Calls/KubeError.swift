// SPDX-License-Identifier: Apache-2.0

/// Why a call to the apiserver came to nothing.
public struct KubeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; closed, so that it can be a metric's label.
    public enum Code: String, Sendable, CaseIterable {
        /// Nobody answers there.
        case unreachable
        /// The apiserver is not who it should be, or no secure connection came about.
        case untrusted
        /// Time ran out.
        case timeout
        /// Our credentials cannot be read.
        case credentials
        /// The apiserver does not know us.
        case unauthorized
        /// We, or whom we impersonate, may not do that; or admission refused it.
        case forbidden
        /// There is no such object.
        case notFound = "not_found"
        /// There is an object of this name already.
        case alreadyExists = "already_exists"
        /// The object has changed since it was read, is another one than was meant, or a field belongs to somebody else.
        case conflict
        /// The version that was asked for is too old to be known.
        case gone
        /// The call cannot be sent as it is, or the apiserver does not take it.
        case invalid
        /// Too many calls.
        case throttled
        /// A disruption budget keeps the pod from being evicted now.
        case budget
        /// The answer, or the call, is larger than allowed.
        case tooLarge = "too_large"
        /// The apiserver cannot serve this now.
        case unavailable
        /// The apiserver failed.
        case serverError = "server_error"
        /// The connection broke, or what came is no answer.
        case broken
        /// Somebody called it off, or the client is closed.
        case cancelled
    }

    /// What went wrong.
    public let code: Code
    /// Whether the apiserver may have seen the call.
    public let wasSent: Bool
    /// The status of its answer, if there was one.
    public let status: Int?
    /// How long it asks to be left alone.
    public let retryAfter: Duration?
    /// Why, in the apiserver's words, of a call that wants them told: printable ASCII, cut where it is long.
    public let sentence: String?

    /// The longest sentence that is kept, in bytes.
    public static let longestSentence = 1024

    /// Names a failure.
    public init(
        _ code: Code, wasSent: Bool = false, status: Int? = nil, retryAfter: Duration? = nil, sentence: String? = nil
    ) {
        self.code = code
        self.wasSent = wasSent
        self.status = status
        self.retryAfter = retryAfter
        self.sentence = sentence
    }

    /// Whether nobody knows if a write was done: whoever wrote must look.
    public var isOutcomeUnknown: Bool {
        switch code {
        case .timeout, .broken, .cancelled, .serverError, .unavailable, .tooLarge: wasSent
        case .unreachable, .untrusted, .credentials, .unauthorized, .forbidden, .notFound, .alreadyExists, .conflict,
            .gone, .invalid, .throttled, .budget:
            false
        }
    }

    /// One sentence for a log: no name, no header, no body.
    public var description: String {
        switch code {
        case .unreachable: "the apiserver does not answer"
        case .untrusted: "the apiserver is not who it should be"
        case .timeout: "time ran out"
        case .credentials: "the credentials for the apiserver cannot be read"
        case .unauthorized: "the apiserver does not take our credentials"
        case .forbidden: "the apiserver does not allow it"
        case .notFound: "there is no such object"
        case .alreadyExists: "there is such an object already"
        case .conflict: "the object has changed, or a field belongs to somebody else"
        case .gone: "the version that was asked for is too old"
        case .invalid: "the apiserver would not take, or did not take, the call as it is"
        case .throttled: "too many calls"
        case .budget: "a disruption budget keeps the pod where it is"
        case .tooLarge: "a call or its answer is larger than allowed"
        case .unavailable: "the apiserver cannot serve this now"
        case .serverError: "the apiserver failed"
        case .broken: "the connection broke, or what came is no answer"
        case .cancelled: "called off"
        }
    }
}
