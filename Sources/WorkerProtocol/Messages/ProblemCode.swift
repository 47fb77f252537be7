// SPDX-License-Identifier: Apache-2.0

/// Why the controller does not do what it was asked; closed, and one place for what each means in HTTP.
public enum ProblemCode: String, Hashable, Sendable, CaseIterable {
    case malformedRequest = "malformed_request"
    case unauthenticated
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case unsupportedMediaType = "unsupported_media_type"
    case tooLarge = "too_large"
    case tooManyRequests = "too_many_requests"
    case unknownFunction = "unknown_function"
    case notAttested = "not_attested"
    case challengeRefused = "challenge_refused"
    case claimRefused = "claim_refused"
    case notRegistered = "not_registered"
    case stakeTooLow = "stake_too_low"
    case suspended
    case slashed
    case retired
    case nodePasswordMismatch = "node_password_mismatch"
    case nodeNameTaken = "node_name_taken"
    case joinInHand = "join_in_hand"
    case overloaded
    case chainUnavailable = "chain_unavailable"
    case clusterUnavailable = "cluster_unavailable"
    case notLeading = "not_leading"
    case internalError = "internal_error"

    /// The status of the answer.
    public var status: Int {
        switch self {
        case .malformedRequest: 400
        case .unauthenticated: 401
        case .forbidden, .claimRefused, .stakeTooLow, .suspended, .slashed, .retired: 403
        case .notFound, .unknownFunction, .notAttested, .notRegistered: 404
        case .methodNotAllowed: 405
        case .challengeRefused, .nodePasswordMismatch, .nodeNameTaken, .joinInHand: 409
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case .tooManyRequests: 429
        case .internalError: 500
        case .overloaded, .chainUnavailable, .clusterUnavailable, .notLeading: 503
        }
    }

    /// What stands in `title`: the same for every problem of this code.
    public var title: StaticString {
        switch self {
        case .malformedRequest: "the request cannot be read"
        case .unauthenticated: "a valid seal is needed"
        case .forbidden: "this seal does not allow it"
        case .notFound: "there is nothing here"
        case .methodNotAllowed: "this is asked for by another method"
        case .unsupportedMediaType: "the body must be JSON"
        case .tooLarge: "the body is too long"
        case .tooManyRequests: "too many requests"
        case .unknownFunction: "no such view of the contracts is answered"
        case .notAttested: "this controller does not run in an enclave"
        case .challengeRefused: "the challenge is not good, or not any more"
        case .claimRefused: "the claim to join is refused"
        case .notRegistered: "the worker is not registered"
        case .stakeTooLow: "the stake is too low"
        case .suspended: "the worker is suspended"
        case .slashed: "the worker was slashed"
        case .retired: "the worker has left"
        case .nodePasswordMismatch: "another machine has this node's name"
        case .nodeNameTaken: "no free name was found for the node"
        case .joinInHand: "this worker is joining already"
        case .overloaded: "too much at once"
        case .chainUnavailable: "the chain cannot be asked now"
        case .clusterUnavailable: "the cluster cannot be asked now"
        case .notLeading: "another controller does this"
        case .internalError: "something went wrong here"
        }
    }

    /// Whether asking again later, with nothing changed, may help.
    public var isTransient: Bool {
        switch self {
        case .tooManyRequests, .joinInHand, .overloaded, .chainUnavailable, .clusterUnavailable, .notLeading,
            .internalError:
            true
        default: false
        }
    }
}
