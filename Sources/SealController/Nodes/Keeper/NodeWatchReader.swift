// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// Makes of what a watch tells what a keeper takes: first all Nodes at once, then one by one what becomes of them.
struct NodeWatchReader {
    /// What an event comes to.
    enum Result {
        case change(NodeChange)
        case nothing
        /// A Node of this name that is none.
        case unreadable(String)
        case failed(KubeError)
    }

    /// What has come of the first list until it is whole.
    private var first: [String: NodeView]? = [:]

    /// Takes an event in.
    mutating func take(_ event: KubeWatchEvent) -> Result {
        switch event {
        case .added(let item), .changed(let item):
            guard let view = NodeView.read(item.body) else { return .unreadable(item.name) }
            guard first != nil else { return .change(.seen(view)) }
            first?[view.name] = view
            return .nothing
        case .removed(let item):
            guard first != nil else { return .change(.gone(name: item.name, uid: item.uid)) }
            first?[item.name] = nil
            return .nothing
        case .synced:
            // Lists that come later are told as what they have changed.
            guard let views = first.take() else { return .nothing }
            return .change(.listed(views.values.sorted { $0.name < $1.name }))
        case .failed(let error): return .failed(error)
        }
    }
}
