// SPDX-License-Identifier: Apache-2.0

/// What is looked at now and then while a server runs.
public struct ServerRound: Sendable {
    /// How often.
    public let interval: Duration
    /// Looks, on the watching thread; must not wait for anybody.
    public let look: @Sendable () -> Void

    /// Something to look at.
    public init(every interval: Duration, look: @escaping @Sendable () -> Void) {
        self.interval = interval
        self.look = look
    }
}
