// SPDX-License-Identifier: Apache-2.0

/// What happened at a security module so far, and how it is now.
public struct SecurityModuleStatistics: Hashable, Sendable {
    /// How often it was asked.
    public var calls: UInt64 = 0
    /// What callers were told instead of an answer, and how often.
    public var failures: [NSMError.Code: UInt64] = [:]
    /// How many wait.
    public var waiting = 0
    /// Whether it is being asked right now.
    public var isAsked = false
    /// Whether it will never answer again.
    public var isLost = false
}
