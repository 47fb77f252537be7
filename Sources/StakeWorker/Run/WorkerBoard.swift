// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The last status, for whoever asks.
final class WorkerBoard: Sendable {
    private let content = Locked(WorkerStatus())

    /// What it was at the end of the last round.
    var status: WorkerStatus { content.withLock { $0 } }

    /// Shows another.
    func show(_ status: WorkerStatus) { content.withLock { $0 = status } }
}
