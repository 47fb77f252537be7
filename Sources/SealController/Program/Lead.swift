// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// Whether this controller acts, for parts that are made before the election is.
final class Lead: Sendable {
    private let election = Locked<LeaderElection?>(nil)

    /// Until an election is set, nobody acts.
    var isLeader: Bool { election.withLock { $0 }?.isLeader ?? false }

    /// Since when this controller acts, or did a moment ago and no other since.
    var term: WallTime? { election.withLock { $0 }?.term }

    /// Waits until this controller acts, for as long as no other is known to.
    func wait(until deadline: Monotonic) -> Bool {
        election.withLock { $0 }?.waitToLead(until: deadline) ?? false
    }

    func set(_ election: LeaderElection) { self.election.withLock { $0 = election } }
}
