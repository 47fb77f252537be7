// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// What of a keeper's doing is written down: all that changes something, once its result is known, and a deletion before it as well.
enum HomeActs {
    /// Whether a call waits until it lasts that it was begun: where it deletes what is somebody's.
    ///
    /// Access ends whether or not that can be written down.
    static func waits(_ order: HomeOrder) -> Bool {
        switch order.action {
        case .delete: true
        case .stop(let workload): workload.kind.manner == .deletion
        case .create, .apply, .remove, .list, .start, .confirm, .say: false
        }
    }

    /// What is written down before a call goes out, whether or not it waits for that.
    static func begun(_ order: HomeOrder) -> ActRecord? {
        if case .remove = order.action { return record(order, .begun) }
        return waits(order) ? record(order, .begun) : nil
    }

    /// A call that is under way; `nil` for what changes nothing.
    static func open(_ order: HomeOrder) -> ActRecord? { record(order, .begun) }

    /// What is written down of a call that was not made, as nobody would have known of it.
    static func putOff(_ order: HomeOrder) -> ActRecord? { record(order, .failed(Begun.unrecorded)) }

    /// What is written down of a call when it is known how it ended.
    static func ended(_ order: HomeOrder, _ outcome: HomeOutcome) -> ActRecord? {
        guard case .failed(let code) = outcome else { return record(order, .done) }
        return record(order, .failed(ActCode(code)))
    }

    private static func record(_ order: HomeOrder, _ outcome: ActOutcome) -> ActRecord? {
        guard let (kind, subject) = act(order) else { return nil }
        var owner: Address?
        if case .home(let address) = order.subject { owner = address }
        return ActRecord(kind, subject, outcome, owner: owner, reason: order.cause.map { ActCode($0) })
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
