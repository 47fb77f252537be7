// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Which machines take new pods: the seam between requests and a watch of Nodes.
protocol ReadyNodes: Sendable {
    /// Their names now.
    var names: Set<String> { get }
    /// Begins to watch.
    func start() throws(SystemError)
    /// Ends it.
    func stop()
}
