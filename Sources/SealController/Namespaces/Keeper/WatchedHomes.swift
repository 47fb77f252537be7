// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Telemetry

/// The objects of a cluster that are kept, by a watch for each kind.
final class WatchedHomes: HomeFeed {
    private struct State {
        var readers: [ManagedKind: HomeWatchReader] = [:]
        var watches: [KubeWatch] = []
    }

    private let client: KubeClient
    private let log: Log
    private let state = Locked(State())

    init(_ client: KubeClient, log: Log) {
        self.client = client
        self.log = log
    }

    func start(_ changed: @escaping @Sendable (HomeChange) -> Void) throws(SystemError) {
        for kind in ManagedKind.allCases {
            state.withLock { $0.readers[kind] = HomeWatchReader(kind) }
            do throws(SystemError) {
                let watch = try client.watch(kind.plan) { [weak self] event in self?.take(event, of: kind, changed) }
                state.withLock { $0.watches.append(watch) }
            } catch {
                stop()
                throw error
            }
        }
    }

    func stop() {
        let watches = state.withLock { state in
            defer { state.watches = [] }
            return state.watches
        }
        for watch in watches { watch.stop() }
    }

    /// On the watch's thread.
    private func take(_ event: KubeWatchEvent, of kind: ManagedKind, _ changed: @Sendable (HomeChange) -> Void) {
        guard let result = state.withLock({ $0.readers[kind]?.take(event) }) else { return }
        switch result {
        case .change(let change): changed(change)
        case .nothing: break
        case .unreadable(let name):
            log.error(
                "an object cannot be read, and is not kept", [.text("kind", kind.rawValue), .text("name", name)])
        case .failed(let error):
            log.warn(
                "a watch broke, and goes on", [.text("kind", kind.rawValue), .text("reason", error.description)])
        }
    }
}
