// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What of a Node decides here.
struct NodeView: Hashable, Sendable {
    var name: String
    var uid: String
    var resourceVersion: String
    var taints: [NodeTaint] = []
    var directive: NodeDirective?
    /// Whether it is part of the control plane.
    var isControlPlane = false
    /// When somebody deleted it, where something keeps it.
    var leavingSince: WallTime?
    /// What keeps a Node that was deleted; a kubelet may write that of its own.
    var finalizers: [String] = []
    /// How many volumes the cluster has attached to it.
    var attachedVolumes = 0

    /// Whether somebody has deleted it, and something keeps it.
    var isLeaving: Bool { leavingSince != nil }

    /// A taint of a key and an effect.
    func taint(_ key: String, _ effect: String) -> NodeTaint? {
        taints.first { $0.key == key && $0.effect == effect }
    }

    /// The removal that has begun, if one has.
    var drain: NodeTaint? { taint(NodeTaint.slashed, NodeTaint.noExecute) }

    /// That one node of the chain says that the stake is lost, if others have not said so yet.
    var accusation: NodeTaint? { taint(NodeTaint.slashed, NodeTaint.noSchedule) }

    /// What stands there of the loss of the stake.
    var loss: NodeTaint? { drain ?? accusation }

    /// That nothing new comes here, if we said so.
    var suspension: NodeTaint? { taint(NodeTaint.suspended, NodeTaint.noSchedule) }

    /// Whether it is a staker's machine: nothing else is ever touched.
    ///
    /// It is by its taint, and by a name that controllers alone give: where somebody has taken the taint away, a machine whose stake is lost
    /// would stay.
    var isStaked: Bool {
        !isControlPlane && (taint(NodeTaint.worker, NodeTaint.noSchedule) != nil || WorkerNodeName.isOne(name))
    }
}
