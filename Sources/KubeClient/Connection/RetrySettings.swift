// SPDX-License-Identifier: Apache-2.0

/// When a call is made again, and how often.
public struct RetrySettings: Sendable {
    /// The most attempts, the first among them.
    public var attempts = 8
    /// The bound of the wait before the second attempt; it doubles from there.
    public var first = Duration.milliseconds(100)
    /// The bound that is not exceeded.
    public var longest = Duration.seconds(5)
    /// The longest wait that an apiserver can ask for; who asks for more is not asked again.
    public var longestAsked = Duration.seconds(30)

    /// The defaults.
    public init() {}
}
