// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Where changes of objects come from: watches, or a test in their place.
protocol HomeFeed: Sendable {
    /// Begins; calls back from any thread, for each kind in order, beginning with all that there are.
    func start(_ changed: @escaping @Sendable (HomeChange) -> Void) throws(SystemError)
    /// Ends it; nothing is called back afterwards.
    func stop()
}

/// A change among the objects.
enum HomeChange: Sendable {
    /// All that there are of a kind.
    case listed(ManagedKind, [ManagedView])
    /// They were listed again; what has changed since was told before.
    case relisted(ManagedKind)
    /// One is new, or not as it was.
    case seen(ManagedView)
    /// One is gone, or not ours any more.
    case gone(ManagedKind, namespace: String, name: String, uid: String)

    /// The same for the board.
    var input: HomeBoard.Input {
        switch self {
        case .listed(let kind, let views): .listed(kind, views)
        case .relisted(let kind): .relisted(kind)
        case .seen(let view): .seen(view)
        case .gone(let kind, let namespace, let name, let uid):
            .gone(kind, namespace: namespace, name: name, uid: uid)
        }
    }
}
