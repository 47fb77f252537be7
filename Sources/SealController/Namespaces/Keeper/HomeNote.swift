// SPDX-License-Identifier: Apache-2.0
internal import KubeClient

/// Something that a keeper's log and metrics should say.
enum HomeNote: Hashable, Sendable {
    /// A home stands elsewhere than before.
    case moved(namespace: String, HomeState, HomeLoss?)
    /// An object was not as it had been made.
    case drifted(namespace: String, HomePart)
    case succeeded(HomeActionKind)
    case failed(namespace: String, HomeActionKind, KubeError.Code)
    /// The nodes contradict the copy by which a home would be stopped or deleted.
    case contradicted(namespace: String)
    /// A binding of our name in a namespace that was given, which others made.
    case foreignGrant(namespace: String)
    /// All accounts were looked at.
    case resynced(accounts: Int, Duration)
}
