// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Where a machine stands, as far as the loss of stake goes; closed.
enum NodeState: String, Sendable, CaseIterable, MetricLabel {
    /// Its stake is good.
    case good
    /// It gets nothing new.
    case suspended
    /// Its stake is lost, and so many others' that a person has to look first.
    case guarded
    /// An operator said that nothing is to be done.
    case held
    /// One node of the chain says that its stake is lost: it gets nothing new, and the others are asked.
    case accused
    /// Pods are asked to leave.
    case draining
    /// Pods are deleted, volumes detached, the Node is about to go.
    case removing
    /// The same for as long as a grace, or after one, and the other nodes of the chain do not say so: nothing more is done.
    case unconfirmed
    /// The chain is not known well enough to do anything.
    case unknown
    /// It looks like a staker's machine, and nobody is registered under its name.
    case unregistered
    /// It is none of our business.
    case foreign

    /// Whether the machine is being removed, or will be if others say what one node says.
    var isRemoval: Bool { self == .accused || self == .draining || self == .removing || self == .unconfirmed }
}
