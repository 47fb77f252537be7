// SPDX-License-Identifier: Apache-2.0

/// How one receiver is told.
struct DeliverySettings: Hashable, Sendable {
    /// How many changes may wait.
    var capacity = 256
    /// The least time from one notice to the next.
    var pace = Duration.milliseconds(100)
    /// How long is waited after the first failure; each further one doubles it.
    var firstWait = Duration.seconds(1)
    /// The longest wait.
    var longestWait = Duration.seconds(300)
    /// How long a notice is tried.
    var keep = Duration.seconds(24 * 3600)
}
