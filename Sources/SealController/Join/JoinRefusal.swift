// SPDX-License-Identifier: Apache-2.0
internal import WorkerProtocol

/// Why a machine does not join, now or at all; closed, and the one place that says what the machine is told.
enum JoinRefusal: Error, Hashable, Sendable {
    /// What was signed is not what must be.
    case claim(JoinFault)
    /// The seal and the signature are of two owners.
    case otherOwner
    /// The nonce was not given out here for this.
    case challengeUnknown
    /// The nonce is too old.
    case challengeExpired
    /// The nonce was redeemed before.
    case challengeUsed
    /// The nonce was given out before this controller began to act.
    case challengeEarlier
    /// The owner has tried too often.
    case tooManyTries
    /// The owner has no worker.
    case notRegistered
    /// The owner's worker has another id.
    case otherNode
    /// The owner's stake is not enough.
    case stakeTooLow
    /// An operator has suspended the worker.
    case suspended
    /// The worker was slashed.
    case slashed
    /// The worker has left.
    case retired
    /// Another machine is known under the worker's name.
    case passwordMismatch
    /// All names that were tried belong to somebody else.
    case namesTaken
    /// The worker is joining already.
    case inHand
    /// Too many are joining.
    case overloaded
    /// The chain gives no answer.
    case chainUnavailable
    /// The chain does not let this controller activate workers.
    case notOperator
    /// Another controller lets machines join; nothing was done, and the nonce is as good as before.
    case notLeader
    /// The cluster gives no answer.
    case clusterUnavailable
    /// Something went wrong here.
    case failed

    /// Every refusal.
    static let all: [JoinRefusal] =
        JoinFault.allCases.map { .claim($0) } + [
            .otherOwner, .challengeUnknown, .challengeExpired, .challengeUsed, .challengeEarlier, .tooManyTries,
            .notRegistered,
            .otherNode, .stakeTooLow, .suspended, .slashed, .retired, .passwordMismatch, .namesTaken, .inHand,
            .overloaded, .chainUnavailable, .notOperator, .notLeader, .clusterUnavailable, .failed,
        ]

    /// What it is called in metrics and in the audit log.
    var label: String {
        switch self {
        case .claim(let fault): "claim_\(fault.rawValue)"
        case .otherOwner: "other_owner"
        case .challengeUnknown: "challenge_unknown"
        case .challengeExpired: "challenge_expired"
        case .challengeUsed: "challenge_used"
        case .challengeEarlier: "challenge_earlier"
        case .tooManyTries: "too_many_tries"
        case .notRegistered: "not_registered"
        case .otherNode: "other_node"
        case .stakeTooLow: "stake_too_low"
        case .suspended: "suspended"
        case .slashed: "slashed"
        case .retired: "retired"
        case .passwordMismatch: "password_mismatch"
        case .namesTaken: "names_taken"
        case .inHand: "in_hand"
        case .overloaded: "overloaded"
        case .chainUnavailable: "chain_unavailable"
        case .notOperator: "not_operator"
        case .notLeader: "not_leader"
        case .clusterUnavailable: "cluster_unavailable"
        case .failed: "failed"
        }
    }

    /// What it is in HTTP; the status is the code's.
    var code: ProblemCode {
        switch self {
        case .claim: .claimRefused
        case .otherOwner: .forbidden
        case .challengeUnknown, .challengeExpired, .challengeUsed: .challengeRefused
        case .tooManyTries: .tooManyRequests
        case .notRegistered, .otherNode: .notRegistered
        case .stakeTooLow: .stakeTooLow
        case .suspended: .suspended
        case .slashed: .slashed
        case .retired: .retired
        case .passwordMismatch: .nodePasswordMismatch
        case .namesTaken: .nodeNameTaken
        case .inHand: .joinInHand
        case .overloaded: .overloaded
        case .chainUnavailable: .chainUnavailable
        case .challengeEarlier, .notOperator, .clusterUnavailable: .clusterUnavailable
        case .notLeader: .notLeading
        case .failed: .internalError
        }
    }

    /// What the machine's owner is told: what is wrong and what would mend it; a literal, so that nothing secret can get in.
    var sentence: StaticString {
        switch self {
        case .claim(let fault): fault.reason
        case .otherOwner: "the seal belongs to another address than the one that signed the claim"
        case .challengeUnknown:
            "the nonce was not given out by this controller, to this address, for this: ask for a challenge again"
        case .challengeExpired: "the nonce is too old: ask for a challenge again"
        case .challengeUsed: "the nonce was used before, and each is one try: ask for a challenge again"
        case .challengeEarlier: "another controller acted when the nonce was given out: ask for a challenge again"
        case .tooManyTries: "too many tries in a short time: wait some minutes"
        case .notRegistered: "the address has no worker here: register it first"
        case .otherNode: "the address has registered its worker under another node id"
        case .stakeTooLow: "the stake for the node is below what a worker of this score must hold: stake more"
        case .suspended: "the operator has suspended the worker: its status says why"
        case .slashed: "the worker was slashed: stake again and register it anew"
        case .retired: "the worker has left: register it anew"
        case .passwordMismatch:
            "another machine is known under the worker's node name: bring its node password along, or retire and register anew"
        case .namesTaken: "all node names that were tried belong to somebody else: ask the operator to look"
        case .inHand: "this worker is joining already: wait for that to end"
        case .overloaded: "too many machines are joining: come back later"
        case .chainUnavailable: "the chain gives no answer now: come back later"
        case .notOperator: "this controller may not activate workers: the operator has to look"
        case .notLeader: "another controller lets machines join: bring the same to that one"
        case .clusterUnavailable: "the cluster gives no answer now: come back later"
        case .failed: "something went wrong here: come back later"
        }
    }
}
