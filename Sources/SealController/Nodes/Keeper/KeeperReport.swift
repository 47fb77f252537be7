// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Telemetry

/// Says what a keeper does: to the log for people, in metrics for alerts.
struct KeeperReport: Sendable {
    let metrics: NodeMetrics
    let log: Log

    /// Says one thing.
    func say(_ note: KeeperNote) {
        switch note {
        case .moved(let node, let state, let cause): moved(node, state, cause)
        case .tainted(let node, let duration):
            metrics.reaction.observe(nanoseconds: duration.wholeNanoseconds)
            log.info("the Node has the taint", [.text("node", node), .duration("after", duration)])
        case .drained(let node, let duration):
            metrics.drain.observe(nanoseconds: duration.wholeNanoseconds)
            log.info("the Node's pods are sent away", [.text("node", node), .duration("after", duration)])
        case .systemPods(let node, let count):
            log.error(
                "pods of the cluster's own ran on a staker's machine",
                [.text("node", node), .integer("pods", count)])
        case .exposed(let node, let secrets):
            log.warn(
                "a machine that is being removed was given Secrets; its Events name them",
                [.text("node", node), .integer("secrets", secrets)])
        case .succeeded(let kind): metrics.actions.add(to: kind)
        case .failed(let node, let kind, let code):
            metrics.failures.add(to: kind)
            guard code != .budget else { return }
            guard kind != .confirm else {
                return log.warn(
                    "nodes of the chain did not confirm that a machine's stake is lost; they are asked again",
                    [.text("node", node)])
            }
            log.warn(
                "the apiserver did not do it; it is tried again",
                [.text("node", node), .text("action", kind.rawValue), .text("code", code.rawValue)])
        case .contradicted(let node):
            log.error(
                "nodes of the chain contradict the copy by which a machine is removed: its pods are left",
                [.text("node", node)])
        case .removed(let node): log.warn("the Node is deleted", [.text("node", node)])
        }
    }

    /// Says that something was not done, as it could not be written down first.
    func putOff(_ order: NodeOrder) {
        log.error(
            "what cannot be undone could not be written down first: it is not done, and tried again",
            [.text("node", order.node.name), .text("action", order.action.kind.rawValue)])
    }

    /// Shows how many machines stand where.
    func show(_ counts: [NodeState: Int]) {
        for state in NodeState.allCases { metrics.nodes.set(Int64(counts[state] ?? 0), for: state) }
    }

    /// Says whether this controller acts.
    func leads(_ leads: Bool) {
        if leads {
            log.info("this controller removes the Nodes whose stake is lost")
        } else {
            log.info("this controller leaves the Nodes to others")
        }
    }

    private func moved(_ node: String, _ state: NodeState, _ cause: LossCause?) {
        let because: [Log.Field] = cause.map { [.text("cause", $0.rawValue)] } ?? []
        switch state {
        case .accused:
            log.warn(
                "one node of the chain says that a machine's stake is lost: it gets nothing new, and the others are asked",
                [.text("node", node)] + because)
        case .draining:
            if let cause { metrics.removals.add(to: cause) }
            log.warn("a machine's stake is lost: it is removed", [.text("node", node)] + because)
        case .removing: log.warn("a machine's time is over: its pods are deleted", [.text("node", node)] + because)
        case .unconfirmed:
            log.error(
                "a machine's time is over, and one node alone says that its stake is lost: a person has to look",
                [.text("node", node)] + because)
        case .guarded:
            log.error(
                "too many machines lost their stake at once: a person has to look", [.text("node", node)] + because)
        case .suspended: log.warn("a machine gets no new pods", [.text("node", node)])
        case .held: log.warn("an operator holds a machine: nothing is done to it", [.text("node", node)])
        case .unregistered: log.warn("nobody is registered under a machine's name", [.text("node", node)])
        case .good: log.info("a machine's stake is good", [.text("node", node)])
        case .unknown: log.info("nothing is done to a machine while the chain is not known", [.text("node", node)])
        case .foreign: log.debug("a Node is none of a staker's", [.text("node", node)])
        }
    }
}
