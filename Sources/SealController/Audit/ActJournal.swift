// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Where acts are written down: the seam between those who act and the audit log.
protocol ActJournal: Sendable {
    /// Writes one down; never blocks, never fails.
    func record(_ act: ActRecord, at time: WallTime)
    /// Writes down what is about to be done and cannot be undone; calls `then` once, on any thread and maybe at once, when it lasts that it
    /// was begun, or with false when it does not. On a disk that hangs nobody is called.
    func begin(_ act: ActRecord, at time: WallTime, then: @escaping @Sendable (Bool) -> Void)
    /// Writes down that an act was not done, as nobody would have known of it.
    func putOff(_ act: ActRecord, at time: WallTime)
}

extension ActJournal {
    func begin(_ act: ActRecord, at time: WallTime, then: @escaping @Sendable (Bool) -> Void) {
        record(act, at: time)
        then(true)
    }

    func putOff(_ act: ActRecord, at time: WallTime) { record(act, at: time) }
}

/// Nowhere: no audit log is kept.
struct NoJournal: ActJournal {
    func record(_ act: ActRecord, at time: WallTime) {}
}
