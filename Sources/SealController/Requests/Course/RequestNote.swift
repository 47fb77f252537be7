// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import SuiLedger

/// Something that the log, the metrics, the audit log and Kubernetes' Events should say.
enum RequestNote: Hashable, Sendable {
    /// The chain has taken something.
    case told(RequestStep)
    /// It has not.
    case notTaken(RequestStep, RequestReply)
    /// It was carried out, or was refused; so long after it was heard of, and after a worker had it.
    case carriedOut(UInt64, KubernetesRequest, RequestEnd, sinceHeard: Duration, sinceAssigned: Duration)
    /// It was given up by us while a worker had it, after as long.
    case givenUp(UInt64, KubernetesRequest, RequestFailure, sinceHeard: Duration, sinceAssigned: Duration)
    /// It failed before anybody had it.
    case refused(UInt64, KubernetesRequest, RequestFailure)
    /// It is tried again.
    case again(UInt64, KubeError.Code)
}
