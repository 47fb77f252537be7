// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What one rule has carried, counted by the loop and read by others.
final class ForwardTally: Sendable {
    private let counts: Locked<ForwardStatistics>

    init(rule: String) {
        counts = Locked(ForwardStatistics(rule: rule))
    }

    /// The counts at this moment, with a number for each reason.
    var statistics: ForwardStatistics {
        var now = counts.withLock { $0 }
        for reason in ForwardRefusal.allCases { now.refused[reason, default: 0] += 0 }
        for reason in ForwardFailure.allCases { now.failed[reason, default: 0] += 0 }
        return now
    }

    /// A connection came.
    func accept() { counts.withLock { $0.accepted += 1 } }

    /// It was not taken.
    func refuse(_ reason: ForwardRefusal) { counts.withLock { $0.refused[reason, default: 0] += 1 } }

    /// It was taken.
    func open() { counts.withLock { $0.open += 1 } }

    /// It has ended; `failure` is `nil` for an orderly end.
    func close(_ failure: ForwardFailure?) {
        counts.withLock { counts in
            counts.open -= 1
            if let failure { counts.failed[failure, default: 0] += 1 }
        }
    }

    /// Bytes were carried; once per turn of a connection, so that a lock costs nothing beside the system calls.
    func carry(toTarget: Int, toSource: Int) {
        guard toTarget | toSource != 0 else { return }
        counts.withLock { counts in
            counts.bytesToTarget += toTarget
            counts.bytesToSource += toSource
        }
    }
}
