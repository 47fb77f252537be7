// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Something that is to be done about requests.
enum RequestOrder: Hashable, Sendable {
    /// The chain is to be told.
    case tell(RequestStep)
    /// What the chain was to be told of a request it need not be told any more, if it was not yet.
    case withdraw(UInt64)
    /// The request is to be carried out.
    case carryOut(RequestWork)
    /// The chain is to be asked for a request.
    case ask(UInt64)
    /// The chain is to be asked for all that are open.
    case list
    /// The chain is to be asked how many changes there were.
    case probe
}

/// A request that is to be carried out now.
struct RequestWork: Hashable, Sendable {
    let number: UInt64
    let request: KubernetesRequest
    /// The newest request that was heard of.
    let newest: UInt64
    let identity: RequestIdentity
    /// The machine that pods are sent to; `nil` if the worker is not fit for any.
    let node: String?
    let isResumed: Bool
    /// How often it was tried in vain.
    let failures: Int
}

/// What a submitter's seal is worth at this moment.
enum RequestStanding: Hashable, Sendable {
    /// So much.
    case good(RequestIdentity)
    /// Nothing, for this reason.
    case lost(String)
    /// Nobody can say.
    case unknown
}

/// What came of telling the chain something.
enum RequestReply: Hashable, Sendable {
    case done
    /// The request stands elsewhere than was thought, or is not there.
    case superseded
    /// The worker is not fit, or has no room.
    case unfit
    /// Nothing was done, or nobody knows.
    case later
}
