// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A watch that goes on, over breaks and restarts of the apiserver, until it is stopped or dropped.
public final class KubeWatch: Sendable {
    private let engine: WatchEngine
    private let thread: SharedThread

    init(
        _ link: KubeLink, _ plan: KubeWatchPlan, _ onEvent: @escaping @Sendable (KubeWatchEvent) -> Void
    ) throws(SystemError) {
        let engine = WatchEngine(link, plan, onEvent)
        self.engine = engine
        thread = try SharedThread(name: "kube-watch") { engine.run() }
    }

    deinit { stop() }

    /// Ends it, and waits until nothing more is told; from a listener it does not wait.
    public func stop() {
        engine.stop()
        thread.join()
    }
}
