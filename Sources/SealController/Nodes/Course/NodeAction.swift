// SPDX-License-Identifier: Apache-2.0

/// Something to do about one machine.
///
/// Each says what it rests on, uid or version, so that it does nothing if the cluster has moved on.
enum NodeAction: Hashable, Sendable {
    /// Gives the Node these taints and no others.
    case setTaints([NodeTaint])
    /// Tells people.
    case say(NodeEvent)
    /// Asks which pods it has.
    case listPods
    /// Asks for the Node anew.
    case readNode
    /// Asks several nodes of the chain whether the stake is lost.
    case confirm
    /// Asks a pod to leave, if its disruption budget lets it.
    case evict(PodView)
    /// Deletes a pod without waiting for the machine.
    case kill(PodView)
    /// Deletes the Node.
    case deleteNode
    /// Takes away what keeps a Node that was deleted.
    case releaseNode

    /// What of it happens once at a time.
    enum Key: Hashable, Sendable {
        case taints, pods, node, confirmation, removal, release
        case event(String)
        case pod(String)
    }

    /// What of it happens once at a time.
    var key: Key {
        switch self {
        case .setTaints: .taints
        case .releaseNode: .release
        case .say(let event): .event(event.name)
        case .listPods: .pods
        case .readNode: .node
        case .confirm: .confirmation
        case .evict(let pod), .kill(let pod): .pod(pod.uid)
        case .deleteNode: .removal
        }
    }

    /// Which of them it is, for a metric.
    var kind: NodeActionKind {
        switch self {
        case .setTaints: .taint
        case .say: .event
        case .listPods: .pods
        case .readNode: .node
        case .confirm: .confirm
        case .evict: .evict
        case .kill: .kill
        case .deleteNode: .delete
        case .releaseNode: .release
        }
    }

    /// Whether it waits while many others are under way; what begins a removal never does.
    var isLimited: Bool {
        switch self {
        case .setTaints, .readNode, .listPods, .confirm: false
        case .say, .evict, .kill, .deleteNode, .releaseNode: true
        }
    }

    /// Whether the cluster refuses it if the Node has changed.
    var restsOnVersion: Bool {
        switch self {
        case .setTaints, .deleteNode, .releaseNode: true
        case .say, .listPods, .readNode, .confirm, .evict, .kill: false
        }
    }
}
