// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// What a trail's thread does: wait for lines, wait for more, take all, write all, and now and then wait for the disk.
struct TrailLoop: Sendable {
    let desk: Monitor<TrailDesk>
    /// So many bytes are not kept waiting for company.
    let piece: Int
    let pace: TrailPace

    /// How long a disk that failed is left alone; who waits for it is not kept waiting, and neither is the end.
    static let retryDelay = Duration.milliseconds(500)

    func run(_ writer: consuming TrailWriter) {
        var writer: TrailWriter? = writer
        var lines = ByteBuffer()
        var pace = pace
        while true {
            wait(isFailing: writer?.isFailing ?? false, pace)
            let (dropped, isPressed, isClosing) = desk.withLock { desk -> (UInt64, Bool, Bool) in
                swap(&lines, &desk.filling)
                desk.held += lines.count
                defer { desk.isUrgent = false }
                return (desk.dropped, desk.isPressed, desk.isClosing)
            }
            writer?.take(&lines)
            let now = Monotonic.now
            let isAwaited = isPressed || pace.isDue(at: now)
            let isDone = (isAwaited ? writer?.drain(dropped: dropped) : writer?.spill(dropped: dropped)) ?? true
            pace.wrote(isAllOnDisk: writer?.isEmpty ?? true, at: now)
            if isClosing { writer?.giveUp() }
            settle(writer, isDone: isDone)
            guard isClosing else { continue }
            // The folder is free before anybody hears that this is over.
            writer = nil
            let left = desk.withLock { desk in
                desk.isFinished = true
                return desk.takeWaiting(isRefused: true)
            }
            for waiting in left { waiting.then(false) }
            return desk.notifyAll()
        }
    }

    private func wait(isFailing: Bool, _ pace: TrailPace) {
        if isFailing {
            // Lines gather meanwhile, up to the limit.
            _ = desk.wait(until: Monotonic.now.advanced(by: Self.retryDelay)) { $0.isPressed ? () : nil }
            return
        }
        _ = desk.wait(until: pace.due) { desk in
            if desk.isPressed || !desk.filling.isEmpty { return () }
            desk.isIdle = true
            return nil
        }
        _ = desk.wait(until: pace.next(at: .now)) { desk in
            desk.isIdle = false
            return desk.isPressed || desk.filling.count >= piece ? () : nil
        }
    }

    /// Says what became of what was taken, first to those who look, then to those who are called.
    private func settle(_ writer: borrowing TrailWriter?, isDone: Bool) {
        guard let state = Self.state(writer) else { return }
        let ready = desk.withLock { desk in
            desk.held = state.held
            desk.written = state.statistics
            desk.settled = state.settled
            desk.position = state.position
            desk.head = state.head ?? desk.head
            return desk.takeWaiting(isRefused: !isDone)
        }
        desk.notifyAll()
        for waiting in ready { waiting.then(waiting.target <= state.settled) }
    }

    private struct State {
        let held: Int
        let statistics: TrailStatistics
        let settled: UInt64
        let position: TrailPosition
        let head: TreeHead?
    }

    private static func state(_ writer: borrowing TrailWriter?) -> State? {
        switch writer {
        case .some(let writer):
            State(
                held: writer.count, statistics: writer.statistics, settled: writer.settled,
                position: writer.position, head: try? writer.head())
        case nil: nil
        }
    }
}
