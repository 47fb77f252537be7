// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import StakeWorker

/// Breaks a run off at the one point that was chosen, before or after what happens there has happened.
final class Crash: Sendable {
    /// What a run that was broken off throws: a code that nothing else in these tests has.
    static let failure = WorkerFailure(.software, "broken off")

    private let left: Locked<Int>

    /// Breaks off at the point of this number, from 0 on; never where it is `nil`.
    init(at point: Int?) { left = Locked(point ?? .max) }

    /// Whether the point was reached.
    var isOver: Bool { left.withLock { $0 < 0 } }

    /// Does something that can be broken off before it and after it.
    func around(_ body: () throws(WorkerFailure) -> Void) throws(WorkerFailure) {
        try point()
        try body()
        try point()
    }

    private func point() throws(WorkerFailure) {
        let isHere = left.withLock { left in
            guard left >= 0 else { return false }
            left -= 1
            return left < 0
        }
        if isHere { throw Self.failure }
    }
}
