// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Names a thread, so that code can tell whether it runs on it.
///
/// The corresponding C function is `pthread_self`.
public struct ThreadToken: Sendable {
    private let raw: pthread_t

    /// Takes the calling thread's token.
    public static var current: ThreadToken { ThreadToken(raw: pthread_self()) }

    /// Whether the caller runs on this thread.
    @inline(__always)
    public var isCurrent: Bool { raw == pthread_self() }
}
