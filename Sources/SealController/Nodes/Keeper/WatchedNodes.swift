// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Telemetry

/// The Nodes of a cluster, by a watch that goes on by itself.
final class WatchedNodes: NodeFeed {
    private struct State {
        var reader = NodeWatchReader()
        var watch: KubeWatch?
    }

    private let client: KubeClient
    private let log: Log
    private let state = Locked(State())

    init(_ client: KubeClient, log: Log) {
        self.client = client
        self.log = log
    }

    func start(_ changed: @escaping @Sendable (NodeChange) -> Void) throws(SystemError) {
        let watch = try client.watch(KubeWatchPlan(.nodes)) { [weak self] event in self?.take(event, changed) }
        state.withLock { $0.watch = watch }
    }

    func stop() {
        let watch = state.withLock { $0.watch.take() }
        watch?.stop()
    }

    /// On the watch's thread.
    private func take(_ event: KubeWatchEvent, _ changed: @Sendable (NodeChange) -> Void) {
        switch state.withLock({ $0.reader.take(event) }) {
        case .change(let change): changed(change)
        case .nothing: break
        case .unreadable(let name):
            log.error("a Node cannot be read, and nothing can be done to it", [.text("node", name)])
        case .failed(let error):
            log.warn("the watch of Nodes broke, and goes on", [.text("reason", error.description)])
        }
    }
}
