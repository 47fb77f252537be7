// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// Something that a keeper's log and metrics should say.
enum KeeperNote: Hashable, Sendable {
    /// A machine stands elsewhere than before.
    case moved(node: String, NodeState, LossCause?)
    /// The first taint is there, so long after the loss was heard of.
    case tainted(node: String, Duration)
    /// The taint is there that sends pods away, so long after the loss was heard of.
    case drained(node: String, Duration)
    /// Pods of the cluster's own run on a machine that is being removed.
    case systemPods(node: String, count: Int)
    /// How many Secrets a machine had that is being removed.
    case exposed(node: String, secrets: Int)
    /// The nodes of the chain contradict the copy by which a machine is removed.
    case contradicted(node: String)
    case succeeded(NodeActionKind)
    case failed(node: String, NodeActionKind, KubeError.Code)
    /// The Node is deleted.
    case removed(node: String)
}
