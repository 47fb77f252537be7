// SPDX-License-Identifier: Apache-2.0

/// What an answer must be like, and how much may be spent to get one.
public struct AskRules: Sendable {
    /// How long the whole may take.
    public var timeout = Duration.seconds(5)
    /// How long one node may take.
    public var attemptTimeout = Duration.seconds(2)
    /// The most nodes that are asked, one node twice counting twice.
    public var attempts = 3
    /// How many nodes must give the same answer; as many are asked at once.
    public var agreement = 1
    /// How old the node's last checkpoint may be, by our clock; `nil` where it does not matter.
    public var maximumAge: Duration?
    /// The same for an answer that says that there is nothing; `nil` only where the chain's clock is not the world's.
    public var maximumAgeOfNothing: Duration? = .seconds(15)
    /// When one more node is asked because those that were have not answered; `nil` for never.
    ///
    /// For look-ups that somebody waits for: a node that is slow for once does not make them slow.
    public var hedgeAfter: Duration?
    /// How long to wait before the same nodes are asked again.
    public var backoff = Backoff()

    /// The defaults: one fresh enough answer, from whoever gives it.
    public init() {}
}
