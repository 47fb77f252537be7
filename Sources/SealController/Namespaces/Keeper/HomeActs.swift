// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// What of a keeper's doing is written down: all that changes something, once its result is known, and a deletion before it as well.
struct HomeActs: Sendable {
    let journal: any ActJournal

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

    /// A call is about to be made; `then` hears whether it lasts that it was begun.
    func begin(_ order: HomeOrder, at now: WallTime, then: @escaping @Sendable (Bool) -> Void) {
        guard let act = Self.record(order, .begun) else { return then(true) }
        journal.begin(act, at: now, then: then)
    }

    /// A call that waits for nothing is about to be made.
    func begin(_ order: HomeOrder, at now: WallTime) {
        if case .remove = order.action { record(order, .begun, at: now) }
    }

    /// A call was not made, as nobody would have known of it.
    func putOff(_ order: HomeOrder, at now: WallTime) {
        if let act = Self.record(order, .failed(Begun.unrecorded)) { journal.putOff(act, at: now) }
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
        if let act = Self.record(order, outcome) { journal.record(act, at: now) }
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
