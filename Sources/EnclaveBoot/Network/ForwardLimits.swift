// SPDX-License-Identifier: Apache-2.0

/// What forwarding may cost.
///
/// Every field is enforced in one place and tested at its edge.
public struct ForwardLimits: Sendable {
    /// Open connections, all rules together; one more is broken as soon as it is accepted.
    public var connections = 512
    /// Open connections of one rule: one that is flooded leaves room for the others.
    public var connectionsPerRule = 256
    /// Bytes that wait in a direction whose reader is slow; its writer is not read from meanwhile.
    public var buffer = 64 << 10
    /// From accept until the target is reached, looking up its name included.
    public var connect = Duration.seconds(10)
    /// Without a byte in either direction.
    ///
    /// Longer than any watch or shell of Kubernetes stays silent: those who hold such a connection have limits of their own.
    public var idle = Duration.seconds(3600)
    /// Without a byte, once one side is gone: what it said last has so long to be read.
    public var linger = Duration.seconds(30)
    /// Bytes that one direction moves before the others have their turn.
    public var quantum = 256 << 10
    /// Names that wait to be looked up; one more connection is broken.
    public var lookUps = 64

    /// The defaults.
    public init() {}
}
