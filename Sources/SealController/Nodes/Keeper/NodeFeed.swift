// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Where changes of Nodes come from: a watch, or a test in its place.
protocol NodeFeed: Sendable {
    /// Begins; calls back from any thread, in order, beginning with all that there are.
    func start(_ changed: @escaping @Sendable (NodeChange) -> Void) throws(SystemError)
    /// Ends it; nothing is called back afterwards.
    func stop()
}

/// A change among the Nodes.
enum NodeChange: Sendable {
    /// All that there are.
    case listed([NodeView])
    /// One is new, or not as it was.
    case seen(NodeView)
    /// One is gone.
    case gone(name: String, uid: String)
}
