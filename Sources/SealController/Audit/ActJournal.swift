// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Where acts are written down: the seam between those who act and the audit log.
protocol ActJournal: Sendable {
    /// Writes one down; never blocks, never fails.
    func record(_ act: ActRecord, at time: WallTime)
}

/// Nowhere: no audit log is kept.
struct NoJournal: ActJournal {
    func record(_ act: ActRecord, at time: WallTime) {}
}
