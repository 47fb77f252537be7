// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// Why a connection was not taken.
public enum ForwardRefusal: String, MetricLabel, Sendable {
    /// The rule has as many as it may have.
    case ruleLimit = "rule_limit"
    /// All rules together have.
    case limit
    /// It comes from another context than the rule allows.
    case peer
    /// There is no descriptor left for it.
    case descriptors
}

/// Why a connection that was taken did not come to an orderly end.
public enum ForwardFailure: String, MetricLabel, Sendable {
    /// The target's name has no address that may be used.
    case lookUp = "look_up"
    /// Nobody listens at the target.
    case refused
    /// The target did not answer in time.
    case connectTimeout = "connect_timeout"
    /// The target cannot be reached for another reason.
    case unreachable
    /// Whoever connected broke off.
    case sourceReset = "source_reset"
    /// The target broke off.
    case targetReset = "target_reset"
    /// Nothing moved for too long.
    case idle
    /// The forwarder ended.
    case cut
    /// A system call failed that should not.
    case system
}

/// What one rule has carried so far.
public struct ForwardStatistics: Sendable, Equatable {
    /// The rule's name.
    public let rule: String
    /// Connections that are open now.
    public var open = 0
    /// Connections accepted, those that were then refused included.
    public var accepted = 0
    /// Bytes carried to the target.
    public var bytesToTarget = 0
    /// Bytes carried back.
    public var bytesToSource = 0
    /// Connections not taken, by why.
    public var refused: [ForwardRefusal: Int] = [:]
    /// Connections that did not end well, by why.
    public var failed: [ForwardFailure: Int] = [:]

    /// Nothing so far.
    public init(rule: String) { self.rule = rule }
}
