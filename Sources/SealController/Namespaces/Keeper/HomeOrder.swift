// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// What is done about homes, and about what was given beside them; closed.
enum HomeActionKind: String, Sendable, CaseIterable, MetricLabel {
    case create, apply, remove, list, stop, start, confirm, delete, event
}

/// Something to do.
enum HomeAction: Hashable, Sendable {
    /// Makes an object that there must not be yet.
    case create(HomePart, HomeObject)
    /// Makes an object what it should be; where one was seen, that one and no other.
    case apply(HomePart, HomeObject, uid: String?, resourceVersion: String?)
    /// Deletes a binding that cannot become what it should be.
    case remove(ManagedView)
    case list(WorkloadKind, continuation: String?, limit: Int)
    case stop(Workload)
    case start(Workload)
    /// Asks the nodes once more before something is done that cannot be undone.
    case confirm
    /// Deletes the Namespace, as it was seen.
    case delete(ManagedView)
    /// Tells people.
    case say(HomeEvent)

    /// Which of them it is, for a metric.
    var kind: HomeActionKind {
        switch self {
        case .create: .create
        case .apply: .apply
        case .remove: .remove
        case .list: .list
        case .stop: .stop
        case .start: .start
        case .confirm: .confirm
        case .delete: .delete
        case .say: .event
        }
    }
}

/// Something to do now, and for whom.
struct HomeOrder: Hashable, Sendable {
    /// Whose home, or which namespace that was given.
    enum Subject: Hashable, Sendable {
        case home(Address)
        case grant(String)
    }

    var subject: Subject
    /// The Namespace's name.
    var namespace: String
    var action: HomeAction
    /// Why, where it is a loss.
    var cause: HomeLoss?
}

/// What became of it.
enum HomeOutcome: Sendable {
    /// The object as it is now.
    case object(ManagedView)
    case workloads([Workload], continuation: String?)
    /// What the nodes say.
    case verdict(HomeVerdict)
    case done
    case failed(KubeError.Code)
}
