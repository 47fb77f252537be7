// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import StakeRBAC

/// A taint of a Node, as it stands in its spec.
///
/// What we know of a machine's removal stands in taints of ours, for these the machine itself cannot touch: NodeRestriction keeps a kubelet
/// from changing its taints, but not from changing its annotations.
struct NodeTaint: Hashable, Sendable {
    /// What a kubelet cannot reach runs nothing new.
    static let noSchedule = "NoSchedule"
    /// What does not tolerate it is deleted.
    static let noExecute = "NoExecute"

    /// On every machine of a staker's, from the start.
    static let worker = NodePolicy.taint
    /// The stake is lost, and since when: by one node's word what has its effect on new pods alone, by several's on all.
    static let slashed = "k3s-daas.io/slashed"
    /// Nothing new comes here.
    static let suspended = "k3s-daas.io/suspended"
    /// Kubernetes' own: volumes are detached without asking the machine.
    static let outOfService = "node.kubernetes.io/out-of-service"

    var key: String
    var value: String
    var effect: String
    /// When it was added, as it is written.
    var timeAdded: String?

    /// One of ours, as of now.
    static func own(_ key: String, _ value: String, _ effect: String, at now: WallTime) -> NodeTaint {
        NodeTaint(key: key, value: value, effect: effect, timeAdded: RFC3339.write(now))
    }

    /// When it was added, if that can be read.
    var added: WallTime? { timeAdded.flatMap { RFC3339.read($0) } }
}
