// SPDX-License-Identifier: Apache-2.0

/// A node that is behind: a ledger of its own that repeats another's history, up to a point of it.
///
/// Nothing is copied, and nothing is made up: what it answers is what the other would have answered then.
final class LedgerReplica {
    let ledger: LocalLedger
    private let lag: DevFaults.Lag
    private let isRunning: Bool
    private var repeated = 0
    /// Where the other was when this began.
    private let beginning: (height: UInt64, milliseconds: UInt64)

    /// `ledger` is one on which nothing has happened; the other's clock goes on by itself where it `isRunning`.
    init(_ ledger: LocalLedger, of other: LocalLedger, _ lag: DevFaults.Lag, isRunning: Bool) {
        self.ledger = ledger
        self.lag = lag
        self.isRunning = isRunning
        beginning = (other.height, other.chain.milliseconds)
    }

    /// Goes on to where it may be by now.
    func follow(_ other: LocalLedger, _ history: [HistoryEntry]) {
        var (height, milliseconds) = (other.height, other.chain.milliseconds)
        switch lag {
        case .checkpoints(let count): height -= min(count, height)
        case .milliseconds(let count): milliseconds -= min(count, milliseconds)
        case .frozen: (height, milliseconds) = beginning
        }
        while repeated < history.count {
            let entry = history[repeated]
            guard entry.stamp.height <= height, entry.stamp.milliseconds <= milliseconds, ledger.repeats(entry) else {
                break
            }
            repeated += 1
        }
        if isRunning { wait(height, milliseconds, repeated < history.count ? history[repeated] : nil) }
    }

    /// Lets time go on with nothing happening, and not beyond what happens next.
    private func wait(_ height: UInt64, _ milliseconds: UInt64, _ next: HistoryEntry?) {
        let interval = LocalLedger.checkpointInterval
        let now = ledger.chain.milliseconds
        var end = milliseconds
        if let next { end = min(end, next.stamp.milliseconds) }
        if case .checkpoints = lag {
            // The last moment before the checkpoint that it must not know yet.
            end = min(end, (now / interval + (height - min(height, ledger.height)) + 1) * interval - 1)
        }
        guard end > now else { return }
        var reached = ledger.height + end / interval - now / interval
        if let next { reached = min(reached, max(next.stamp.height, 1) - 1) }
        _ = ledger.resume(height: max(min(reached, height), ledger.height), milliseconds: end)
    }
}
