// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// Something to be done now, about a machine as it was seen.
struct NodeOrder: Sendable {
    var node: NodeView
    var action: NodeAction
}

/// What became of it.
enum NodeOutcome: Sendable {
    /// The Node as it is now.
    case node(NodeView)
    /// Its pods as they were when they were asked for.
    case pods(PodList)
    /// What several nodes of the chain say.
    case verdict(NodeVerdict)
    case done
    case failed(KubeError.Code)
}
