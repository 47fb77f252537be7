// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Hands what the follower tells to all who want to hear it; those who come later hear what comes later.
final class NewsFan: Sendable {
    private let hearers = Locked<[@Sendable (FollowNews) -> Void]>([])

    /// One more hearer, who must not keep the follower waiting.
    func add(_ hearer: @escaping @Sendable (FollowNews) -> Void) { hearers.withLock { $0.append(hearer) } }

    /// Tells all.
    func tell(_ news: FollowNews) { for hearer in hearers.withLock({ $0 }) { hearer(news) } }
}
