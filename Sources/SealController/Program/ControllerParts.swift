// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Operations
internal import SuiLedger

/// What runs beside the public API where there is a cluster: joins, and what is done about lost stakes.
protocol ControllerParts: Sendable {
    /// Who lets machines join, if anybody does.
    var joins: (any JoinDoor)? { get }
    /// What must hold for requests to be sent here.
    var checks: [Readiness.Check] { get }
    /// Begins.
    func start() throws(SystemError)
    /// Hears what the follower tells; must not keep it waiting.
    func take(_ news: FollowNews)
    /// Ends, and waits for what is under way.
    func stop()
}

/// No cluster.
struct NoParts: ControllerParts {
    var joins: (any JoinDoor)? { nil }
    var checks: [Readiness.Check] { [] }
    func start() {}
    func take(_ news: FollowNews) {}
    func stop() {}
}
