// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// Which Nodes are ready, by what a watch tells.
struct ReadyNodeNames {
    private(set) var names: Set<String> = []

    /// While a watch is broken, what it told last holds.
    mutating func take(_ event: KubeWatchEvent) {
        switch event {
        case .added(let item), .changed(let item):
            if NodeReadiness.read(item.body) { names.insert(item.name) } else { names.remove(item.name) }
        case .removed(let item): names.remove(item.name)
        case .synced, .failed: break
        }
    }
}
