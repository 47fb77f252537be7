// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A listener's settings, with the certificate that new connections are served with.
final class Listener: Sendable {
    let settings: ListenerSettings
    private let current: Locked<TLSContext?>

    init(_ settings: ListenerSettings, context: TLSContext?) {
        self.settings = settings
        current = Locked(context)
    }

    /// What a new connection uses; one that exists keeps its own.
    var context: TLSContext? {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
