// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// Makes of what a watch tells what a keeper takes: first all objects of a kind at once, then one by one what becomes of them.
struct HomeWatchReader {
    /// What an event comes to.
    enum Result {
        case change(HomeChange)
        case nothing
        /// An object of this name that is none of its kind.
        case unreadable(String)
        case failed(KubeError)
    }

    let kind: ManagedKind
    /// What has come of the first list until it is whole.
    private var first: [String: ManagedView]? = [:]

    init(_ kind: ManagedKind) { self.kind = kind }

    /// Takes an event in.
    mutating func take(_ event: KubeWatchEvent) -> Result {
        switch event {
        case .added(let item), .changed(let item):
            guard let view = ManagedView.read(kind, item.body) else { return .unreadable(item.name) }
            guard first != nil else { return .change(.seen(view)) }
            first?["\(view.namespace)/\(view.name)"] = view
            return .nothing
        case .removed(let item):
            let namespace = kind == .namespaces ? item.name : item.namespace
            guard first != nil else {
                return .change(.gone(kind, namespace: namespace, name: item.name, uid: item.uid))
            }
            first?["\(namespace)/\(item.name)"] = nil
            return .nothing
        case .synced:
            // Lists that come later are told as what they have changed.
            guard let views = first.take() else { return .change(.relisted(kind)) }
            return .change(.listed(kind, views.sorted { $0.key < $1.key }.map(\.value)))
        case .failed(let error): return .failed(error)
        }
    }
}
