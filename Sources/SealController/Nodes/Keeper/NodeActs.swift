// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import Telemetry

/// What was done about machines, as it is written down.
enum NodeActs {
    /// What an order is called there; `nil` for what only asks.
    static func kind(_ action: NodeAction) -> ActKind? {
        switch action {
        case .setTaints: .nodeTaint
        case .say: .nodeEvent
        case .evict: .podEvict
        case .kill: .podKill
        case .deleteNode: .nodeDelete
        case .releaseNode: .nodeRelease
        case .listPods, .readNode, .confirm: nil
        }
    }

    /// An order that is under way; `nil` for what only asks.
    static func open(_ order: NodeOrder) -> ActRecord? { record(order, .begun) }

    /// What is written down before an order goes out, which waits for that: only what cannot be undone.
    static func begun(_ order: NodeOrder) -> ActRecord? {
        switch order.action {
        case .kill, .deleteNode, .releaseNode: record(order, .begun)
        case .setTaints, .say, .evict, .listPods, .readNode, .confirm: nil
        }
    }

    /// What is written down of an order that was not done, as nobody would have known of it.
    static func putOff(_ order: NodeOrder) -> ActRecord? { record(order, .failed(Begun.unrecorded)) }

    /// What is written down of an order when it is known how it ended.
    static func ended(_ order: NodeOrder, _ outcome: NodeOutcome) -> ActRecord? {
        switch (order.action, outcome) {
        case (.say, .failed(.alreadyExists)), (_, .done), (_, .node), (_, .pods), (_, .verdict): record(order, .done)
        case (_, .failed(let code)):
            switch code {
            case .budget, .forbidden, .unauthorized, .conflict, .invalid: record(order, .refused(ActCode(code)))
            default: record(order, .failed(ActCode(code)))
            }
        }
    }

    private static func record(_ order: NodeOrder, _ outcome: ActOutcome) -> ActRecord? {
        guard let kind = kind(order.action) else { return nil }
        let cause = order.node.loss.flatMap { LossCause(rawValue: $0.value) }.map { ActCode($0) }
        switch order.action {
        case .evict(let pod), .kill(let pod):
            return ActRecord(
                kind, "\(pod.namespace)/\(pod.name)", outcome, reason: cause, details: [.text("node", order.node.name)])
        case .setTaints(let taints):
            let keys = taints.map { "\($0.key)=\($0.value):\($0.effect)" }.joined(separator: ",")
            return ActRecord(kind, order.node.name, outcome, reason: cause, details: [.text("taints", keys)])
        case .say(let event):
            return ActRecord(
                kind, order.node.name, outcome, reason: cause, details: [.text("event", event.reason.rawValue)])
        case .deleteNode, .releaseNode, .listPods, .readNode, .confirm:
            return ActRecord(kind, order.node.name, outcome, reason: cause)
        }
    }
}
