// SPDX-License-Identifier: Apache-2.0
internal import WorkerProtocol

extension ProblemCode {
    /// What the owner of a machine can do about it, in words of our own: nothing that a master chose is shown.
    var advice: StaticString? {
        switch self {
        case .claimRefused: "are this machine's clock and its cluster file right?"
        case .unauthenticated: "a seal that was just minted counts within seconds; is the cluster file this cluster's?"
        case .stakeTooLow: "raise stake_amount or min_stake, and join again"
        case .slashed: "`sealctl restake AMOUNT --for-node` comes first, if you want to go on"
        case .suspended, .nodeNameTaken: "ask the cluster's operator"
        case .nodePasswordMismatch:
            "bring node-password along from the state folder of the machine that had it; or `stake-worker leave`, and join again"
        case .joinInHand: "wait for it to end, and join again"
        case .challengeRefused, .notRegistered, .retired: "join again"
        case .tooManyRequests, .overloaded, .chainUnavailable, .clusterUnavailable, .notLeading, .internalError:
            "try again later"
        case .malformedRequest, .forbidden, .notFound, .methodNotAllowed, .unsupportedMediaType, .tooLarge,
            .unknownFunction, .notAttested:
            nil
        }
    }
}
