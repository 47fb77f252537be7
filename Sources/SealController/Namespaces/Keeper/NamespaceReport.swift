// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Telemetry

/// Says what a keeper of homes does: to the log for people, in metrics for alerts.
struct NamespaceReport: Sendable {
    let metrics: NamespaceMetrics
    let log: Log

    /// Says one thing.
    func say(_ note: HomeNote) {
        switch note {
        case .moved(let namespace, let state, let cause): moved(namespace, state, cause)
        case .drifted(let namespace, let part):
            metrics.drifts.add(to: part)
            log.warn(
                "somebody changed what is kept here: it is put right",
                [.text("namespace", namespace), .text("part", part.rawValue)])
        case .succeeded(let kind): metrics.actions.add(to: kind)
        case .failed(let namespace, let kind, let code):
            metrics.failures.add(to: kind)
            log.warn(
                "it was not done, and is tried again",
                [.text("namespace", namespace), .text("action", kind.rawValue), .text("code", code.rawValue)])
        case .contradicted(let namespace):
            log.error(
                "the nodes contradict the copy by which a namespace would be stopped or deleted: it stays as it is",
                [.text("namespace", namespace)])
        case .foreignGrant(let namespace):
            metrics.foreignGrants.add()
            log.error(
                "somebody else made the binding seal:granted: it is not touched", [.text("namespace", namespace)])
        case .resynced(let accounts, let duration):
            metrics.resync.observe(nanoseconds: duration.wholeNanoseconds)
            log.debug("all accounts were looked at", [.integer("homes", accounts), .duration("took", duration)])
        }
    }

    /// Says that something was not done, as it could not be written down first.
    func putOff(_ order: HomeOrder) {
        log.error(
            "what cannot be undone could not be written down first: it is not done, and tried again",
            [.text("namespace", order.namespace), .text("action", order.action.kind.rawValue)])
    }

    /// Shows how many homes stand where.
    func show(_ counts: [HomeState: Int], waiting: Int) {
        for state in HomeState.allCases { metrics.homes.set(Int64(counts[state] ?? 0), for: state) }
        metrics.waiting.set(Int64(waiting))
    }

    /// Says whether this controller acts.
    func leads(_ leads: Bool) {
        if leads {
            log.info("this controller keeps the home namespaces")
        } else {
            log.info("this controller leaves the home namespaces to others")
        }
    }

    private func moved(_ namespace: String, _ state: HomeState, _ cause: HomeLoss?) {
        var fields: [Log.Field] = [.text("namespace", namespace)]
        if let cause { fields.append(.text("cause", cause.rawValue)) }
        switch state {
        case .wanted: log.debug("a home is made what it should be", fields)
        case .active: log.info("a home is as it should be", fields)
        case .lost: log.warn("the stake behind a home is lost: its owner has no access", fields)
        case .guarded: log.error("too many homes lost their stake at once: a person has to look", fields)
        case .unconfirmed: log.info("the nodes are asked whether the stake behind a home is lost", fields)
        case .scaling: log.warn("what runs in a home is stopped", fields)
        case .scaled: log.warn("nothing runs in a home any more; what is stored there is kept", fields)
        case .restoring: log.info("the stake behind a home is back: what was stopped is started", fields)
        case .deleting: log.warn("a home is being deleted", fields)
        case .held: log.warn("an operator holds a home: nothing is done to it", fields)
        case .foreign: log.error("somebody else made a namespace of this name: it is not touched", fields)
        case .unknown: log.debug("nothing is done to a home while the chain is not known", fields)
        }
    }
}
