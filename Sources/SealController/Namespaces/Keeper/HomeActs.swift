// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// What of a keeper's doing is written down: all that changes something, once its result is known, and a deletion before it as well.
struct HomeActs: Sendable {
    let journal: any ActJournal

    /// A call is about to be made.
    func begin(_ order: HomeOrder, at now: WallTime) {
        switch order.action {
        case .delete, .remove: record(order, .begun, at: now)
        case .stop(let workload) where workload.kind.manner == .deletion: record(order, .begun, at: now)
        case .create, .apply, .list, .stop, .start, .confirm, .say: break
        }
    }

    /// A call has ended.
    func end(_ order: HomeOrder, _ outcome: HomeOutcome, at now: WallTime) {
        if case .failed(let code) = outcome {
            record(order, .failed(ActCode(code)), at: now)
        } else {
            record(order, .done, at: now)
        }
    }

    private func record(_ order: HomeOrder, _ outcome: ActOutcome, at now: WallTime) {
        guard let (kind, subject) = Self.act(order) else { return }
        var owner: Address?
        if case .home(let address) = order.subject { owner = address }
        journal.record(
            ActRecord(kind, subject, outcome, owner: owner, reason: order.cause.map { ActCode($0) }), at: now)
    }

    /// Which act it is, and of what; `nil` for what changes nothing.
    private static func act(_ order: HomeOrder) -> (ActKind, String)? {
        let namespace = order.namespace
        switch order.action {
        case .create(.owner, let object), .apply(.owner, let object, _, _):
            let hasSubjects = object.content["subjects"].map { $0 != .list([]) } ?? false
            return (hasSubjects ? .accessGrant : .accessRevoke, "\(namespace)/\(object.name)")
        case .create(let part, let object), .apply(let part, let object, _, _):
            return (.namespaceApply, part == .namespace ? namespace : "\(namespace)/\(object.name)")
        case .remove(let view): return (.accessRevoke, "\(namespace)/\(view.name)")
        case .stop(let workload):
            return (.workloadStop, "\(namespace)/\(workload.kind.resource.plural)/\(workload.name)")
        case .start(let workload):
            return (.workloadStart, "\(namespace)/\(workload.kind.resource.plural)/\(workload.name)")
        case .delete: return (.namespaceDelete, namespace)
        case .list, .confirm, .say: return nil
        }
    }
}
