// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides when one receiver is told what: one notice at a time, in order, again until it is told or too old.
///
/// Pure: it is told the time and what came of it.
struct DeliveryCourse {
    /// What an outcome means for a notice.
    enum End: Hashable {
        case told(Notice)
        /// It is tried again.
        case again(Notice, DeliveryFailure)
        /// It is never told.
        case givenUp(Notice, DeliveryFailure)
    }

    private let settings: DeliverySettings
    private var queue: NoticeQueue
    private var isUnderWay = false
    private var failures = 0
    /// Before when nothing is sent.
    private var rests: Monotonic?

    init(_ settings: DeliverySettings) {
        self.settings = settings
        queue = NoticeQueue(capacity: settings.capacity)
    }

    var count: Int { queue.count }
    var omitted: UInt64 { queue.omitted }
    /// The lowest number that is not settled yet.
    var oldest: UInt64? { queue.oldest }

    mutating func push(_ change: TierChange) { queue.push(change) }

    /// Counts what is not told one by one.
    mutating func omit(_ omission: Notice.Omission) { queue.omit(omission) }

    /// What is to be sent now.
    mutating func next(at now: Monotonic) -> Notice? {
        guard !isUnderWay, rests.map({ $0 <= now }) ?? true, let notice = queue.take() else { return nil }
        isUnderWay = true
        rests = now.advanced(by: settings.pace)
        return notice
    }

    /// What was sent last has come to an end.
    mutating func ended(_ outcome: DeliveryOutcome, at now: Moment) -> End? {
        guard isUnderWay, let notice = queue.held else { return nil }
        isUnderWay = false
        guard case .failed(let failure) = outcome else {
            failures = 0
            queue.settle()
            return .told(notice)
        }
        let isTooOld = now.wall.nanoseconds - notice.heard.nanoseconds >= Int64(settings.keep.wholeNanoseconds)
        if failure == .refused || isTooOld {
            failures = 0
            queue.settle()
            return .givenUp(notice, failure)
        }
        rests = now.monotonic.advanced(by: wait(after: failures))
        failures += 1
        return .again(notice, failure)
    }

    private func wait(after failures: Int) -> Duration {
        var wait = settings.firstWait
        for _ in 0..<failures where wait < settings.longestWait { wait = min(wait * 2, settings.longestWait) }
        return wait
    }
}
