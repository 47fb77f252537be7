// SPDX-License-Identifier: Apache-2.0

/// What a watch tells, in the order in which it happened to each object.
public enum KubeWatchEvent: Hashable, Sendable {
    /// An object that was not known.
    case added(KubeItem)
    /// An object that was known, in another version.
    case changed(KubeItem)
    /// An object that was known is gone. What was missed while the connection was broken is told, too, without a body.
    case removed(KubeItem)
    /// All that there is has been told: after each list, before what happens from then on.
    case synced
    /// It failed, and goes on by itself.
    case failed(KubeError)
}
