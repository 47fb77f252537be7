// SPDX-License-Identifier: Apache-2.0
import DevLedger
import Kernel

/// A clock that the test sets.
final class TestClock: Sendable {
    private let milliseconds: Locked<Int64>

    init(_ milliseconds: Int64) { self.milliseconds = Locked(milliseconds) }

    /// What makes a ledger follow it.
    var time: DevTime {
        .following { [milliseconds] in WallTime(nanoseconds: milliseconds.withLock { $0 } * 1_000_000) }
    }

    func set(_ time: Int64) { milliseconds.withLock { $0 = time } }
}
