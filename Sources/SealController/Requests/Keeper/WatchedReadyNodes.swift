// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// The ready Nodes of a cluster, by a watch that goes on by itself.
final class WatchedReadyNodes: ReadyNodes {
    private struct State {
        var known = ReadyNodeNames()
        var watch: KubeWatch?
    }

    private let client: KubeClient
    private let state = Locked(State())

    init(_ client: KubeClient) { self.client = client }

    var names: Set<String> { state.withLock { $0.known.names } }

    func start() throws(SystemError) {
        let watch = try client.watch(KubeWatchPlan(.nodes)) { [weak self] event in
            self?.state.withLock { $0.known.take(event) }
        }
        state.withLock { $0.watch = watch }
    }

    func stop() {
        let watch = state.withLock { $0.watch.take() }
        watch?.stop()
    }
}
