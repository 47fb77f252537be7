// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// When a trail's thread writes what was taken, and when it waits until that is on disk.
///
/// No clock: each moment is given.
struct TrailPace: Sendable, Equatable {
    /// How long a line waits for company.
    let linger: Duration
    /// How long what was written may wait until it is on disk.
    let syncAfter: Duration
    /// When the disk is to be waited for; `nil` while all is on disk.
    private(set) var due: Monotonic?

    init(linger: Duration, syncAfter: Duration) { (self.linger, self.syncAfter) = (linger, syncAfter) }

    /// Until when lines gather that have begun to at `now`.
    func next(at now: Monotonic) -> Monotonic {
        let gathered = now.advanced(by: linger)
        return due.map { min($0, gathered) } ?? gathered
    }

    /// Whether the disk is to be waited for.
    func isDue(at now: Monotonic) -> Bool { due.map { $0 <= now } ?? false }

    /// Something was written, or waited for, at `now`.
    mutating func wrote(isAllOnDisk: Bool, at now: Monotonic) {
        due = isAllOnDisk ? nil : due ?? now.advanced(by: syncAfter)
    }
}
