// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides which receiver is told what, by the controller that leads alone, and how far everybody has been told.
///
/// Pure: it is told the time, what was heard and what came of what it ordered. Whoever does not lead remembers what it hears, up to
/// ``longestMemory``, so that the next leader tells what the last one did not: what the position of ``NoticePosition`` covers is
/// told, all else is told again. So each change is told at least once, and rarely twice. What lies between the position and the first event
/// that is remembered nobody here has heard: that is told as omitted, for it may have been slashings.
struct NoticeCourse {
    /// What is to be done.
    enum Order: Hashable {
        case readPosition
        case send(receiver: Int, Notice)
        case savePosition(UInt64)
    }

    /// A receiver, and what it wants to hear.
    struct Receiver {
        var settings: DeliverySettings
        var wants: Set<TierChangeReason>
    }

    /// Changes that are remembered for another leader.
    static let longestMemory = 4096
    /// How long after a failure the position is read or saved again.
    static let retryInterval = Duration.seconds(5)
    /// The least time from one saving to the next.
    static let saveInterval = Duration.seconds(1)

    private enum Phase { case idle, unread, reading, leading }

    private let receivers: [Receiver]
    private var phase = Phase.idle
    private var courses: [DeliveryCourse]
    /// What nobody is known to have been told of, by its numbers.
    private var memory: [Notice] = []
    /// The number from which on all is remembered that was heard, of whatever event of the pool; `nil` before the first.
    private var first: UInt64?
    /// When the first was heard.
    private var since = WallTime(nanoseconds: 0)
    /// The highest number that was heard.
    private var highest: UInt64 = 0
    private var told: UInt64 = 0
    /// How far the leader before this one had come.
    private var inherited: UInt64 = 0
    private var saved: UInt64 = 0
    private var isSaving = false
    private var notBefore: Monotonic?

    init(_ receivers: [Receiver]) {
        self.receivers = receivers
        courses = receivers.map { DeliveryCourse($0.settings) }
    }

    /// Which time this process leads, from 1: what comes of an earlier time's orders is nobody's any more.
    private(set) var term = 0
    /// How many notices wait, by receiver.
    var waiting: [Int] { courses.map(\.count) }
    /// How many changes were ever omitted under this lead, by receiver.
    var omitted: [UInt64] { courses.map(\.omitted) }

    // MARK: Taking in

    /// Whether this process acts; whoever begins asks first how far the last one came.
    mutating func lead(_ leads: Bool) {
        guard leads != (phase != .idle) else { return }
        phase = leads ? .unread : .idle
        term += leads ? 1 : 0
        courses = receivers.map { DeliveryCourse($0.settings) }
        (isSaving, notBefore) = (false, nil)
    }

    /// What was heard, and the lowest and the highest number of the pool's events among it.
    mutating func hear(_ notices: [Notice], _ numbers: ClosedRange<UInt64>, at now: WallTime) {
        let isFirst = first == nil
        if isFirst { (first, since) = (numbers.lowerBound, now) }
        highest = max(highest, numbers.upperBound)
        memory += notices
        forget()
        guard phase == .leading else { return }
        if isFirst { omitUnheard() }
        // Another leader may have told of what comes to us late. We have not, even where all that was heard before it is told: that a
        // missing event has come is known a moment before what it says.
        for notice in notices where notice.number > inherited { push(notice) }
    }

    /// How far the last leader came: `nil` where nobody has told anything yet.
    mutating func read(_ position: UInt64?) {
        guard phase == .reading else { return }
        phase = .leading
        (inherited, told, saved) = (position ?? 0, position ?? 0, position ?? 0)
        memory.removeAll { $0.number <= told }
        omitUnheard()
        for notice in memory { push(notice) }
    }

    /// Leaves out the oldest of what is too much to be remembered.
    private mutating func forget() {
        guard memory.count > Self.longestMemory else { return }
        let count = memory.count - Self.longestMemory
        let last = memory[..<count].map(\.number).max() ?? 0
        first = max(first ?? 0, last < .max ? last + 1 : last)
        memory.removeFirst(count)
    }

    /// Tells that there are events which the last leader had not told of and nobody here has heard.
    private mutating func omitUnheard() {
        guard inherited > 0, let first, first > inherited, first - inherited > 1 else { return }
        let count = Int(clamping: first - inherited - 1)
        push(.omitted(.init(count: count, first: inherited + 1, last: first - 1, since: since, unheard: count)))
    }

    /// The position could not be read.
    mutating func readFailed(at now: Monotonic) {
        guard phase == .reading else { return }
        phase = .unread
        notBefore = now.advanced(by: Self.retryInterval)
    }

    /// The position was saved, or was not.
    mutating func ended(saving number: UInt64, isSaved: Bool, at now: Monotonic) {
        guard isSaving else { return }
        isSaving = false
        if isSaved { saved = max(saved, number) }
        notBefore = now.advanced(by: isSaved ? Self.saveInterval : Self.retryInterval)
    }

    /// A receiver was told, or was not.
    mutating func ended(receiver: Int, _ outcome: DeliveryOutcome, at now: Moment) -> DeliveryCourse.End? {
        phase == .leading ? courses[receiver].ended(outcome, at: now) : nil
    }

    private mutating func push(_ notice: Notice) {
        for index in receivers.indices where notice.isWanted(by: receivers[index].wants) {
            switch notice {
            case .change(let change): courses[index].push(change)
            case .omitted(let omission): courses[index].omit(omission)
            }
        }
    }

    // MARK: Deciding

    /// What to do now; while an event of the pool is missing, nothing counts as told that it could belong to.
    mutating func orders(at now: Monotonic, hasHole: Bool) -> [Order] {
        switch phase {
        case .idle, .reading: return []
        case .unread:
            guard notBefore.map({ $0 <= now }) ?? true else { return [] }
            (phase, notBefore) = (.reading, nil)
            return [.readPosition]
        case .leading: break
        }
        var orders: [Order] = []
        for index in courses.indices {
            if let notice = courses[index].next(at: now) { orders.append(.send(receiver: index, notice)) }
        }
        if !hasHole { settle() }
        if told > saved, !isSaving, notBefore.map({ $0 <= now }) ?? true {
            isSaving = true
            orders.append(.savePosition(told))
        }
        return orders
    }

    private mutating func settle() {
        let reached = courses.compactMap(\.oldest).min().map { $0 - 1 } ?? highest
        guard reached > told else { return }
        told = reached
        memory.removeAll { $0.number <= told }
    }
}
