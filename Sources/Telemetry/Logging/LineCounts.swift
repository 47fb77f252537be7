// SPDX-License-Identifier: Apache-2.0

/// What a sink counts; shared by its callers and its thread.
final class LineCounts: Sendable {
    enum Fate: Int { case dropped, lost, failed }

    private let cells = Cells(count: 3, shards: 1)

    func add(_ amount: UInt64, _ fate: Fate) { cells.add(amount, at: fate.rawValue, shard: 0) }

    var statistics: LineSink.Statistics {
        LineSink.Statistics(
            dropped: cells.sum(at: Fate.dropped.rawValue), lost: cells.sum(at: Fate.lost.rawValue),
            failures: cells.sum(at: Fate.failed.rawValue))
    }
}
