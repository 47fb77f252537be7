// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides when to try for a lease, and whether we lead.
///
/// Pure: it is told the time and what was answered. No clock but our own counts: somebody else's lease lasts for its duration from when
/// we saw it change, ours from before we asked for it. So, between any two clocks that run at about the same speed, who leads has
/// stopped before somebody else begins; and it stops by itself, without anybody's answer.
struct LeaseCourse: Sendable {
    /// Something that happened.
    enum Input: Sendable {
        /// The lease was read; `nil` if there is none.
        case read(number: Int, LeaseRecord?)
        /// It was written, and is now this.
        case written(number: Int, LeaseRecord)
        /// It was not read, or nobody knows if it was written.
        case failed(number: Int)
        /// It is to end.
        case stop
        /// Time passed.
        case tick
    }

    /// Something to do.
    enum Action: Hashable, Sendable {
        /// Read the lease.
        case read(number: Int)
        /// Write it: a new one if its version is empty.
        case write(number: Int, LeaseRecord)
        /// We lead, or no longer do.
        case tell(Bool)
        /// All is over.
        case finish
    }

    /// What an answer is awaited to.
    private enum Awaited: Hashable { case read, hold, release }

    /// How long giving the lease back may take; after that it runs out by itself.
    static let releaseTime = Duration.seconds(5)
    /// What an answer is waited for at least: who is asked needs time to answer at all.
    static let leastPatience = Duration.milliseconds(500)
    /// The part of a pause that is kept however slow an answer was.
    private static let leastPause = 8

    /// When to say that time has passed.
    private(set) var alarm: Monotonic?
    /// How long the answer to what was asked last is worth waiting for.
    private(set) var patience: Duration

    private let settings: LeaseSettings
    private var number = 0
    private var awaited: Awaited?
    private var sentAt: Moment
    /// What the lease was when it was last seen, and since when it has been that.
    private var observed: LeaseRecord?
    private var observedAt = Monotonic(nanoseconds: 0)
    /// Whether it may be another by now: a write of ours came to an end that we do not know.
    private var isStale = true
    /// Whether a write of ours may have made it ours.
    private var mayBeOurs = false
    /// When we asked for a lease that was not ours; it is when we began to lead, once that is answered.
    private var beginning: WallTime?
    /// When we began to lead, if nobody else has since.
    private var began: WallTime?
    /// Until when we lead, unless we renew it, by both clocks.
    private var fence: Moment?
    private var hasTold = false
    private var nextTry: Monotonic?
    private var stopBy: Monotonic?
    private var isFinished = false
    private var actions: [Action] = []

    init(_ settings: LeaseSettings) {
        self.settings = settings
        patience = settings.renewDeadline / 2
        sentAt = Moment(monotonic: Monotonic(nanoseconds: 0), wall: WallTime(nanoseconds: 0))
    }

    /// Whether we lead, at a moment that may be later than the last input.
    ///
    /// A machine that slept may have a clock that did not notice; the other one then has.
    func isLeader(at now: Moment) -> Bool {
        guard let fence, stopBy == nil else { return false }
        return now.monotonic < fence.monotonic && now.wall < fence.wall
    }

    /// Whether the lease may be ours though we do not lead: nobody else is known to have it, and we may lead again in a moment.
    var mayLeadAgain: Bool { stopBy == nil && mayBeOurs }

    /// Since when the lease has been ours, or may have been: whoever else led did so before.
    var term: WallTime? { mayLeadAgain ? began : nil }

    /// Takes in what happened, and says what is to be done.
    mutating func take(
        _ input: Input, at now: Moment, using dice: inout some RandomNumberGenerator
    ) -> [Action] {
        guard !isFinished else { return [] }
        // What was no longer ours before the answer came is told before it.
        if fence != nil, !isLeader(at: now) { fence = nil }
        switch input {
        case .tick: break
        case .stop: if stopBy == nil { stopBy = now.monotonic.advanced(by: Self.releaseTime) }
        case .read(let number, let record): if isAwaited(number) { haveRead(record, now, using: &dice) }
        case .written(let number, let record): if isAwaited(number) { haveWritten(record, now, using: &dice) }
        case .failed(let number): if isAwaited(number) { haveFailed(now, using: &dice) }
        }
        tell(isLeader(at: now))
        stopBy == nil ? tryAgain(now) : release(now)
        let due = [awaited == nil ? nextTry : nil, fence?.monotonic, stopBy].compactMap(\.self)
        alarm = isFinished ? nil : due.min()
        defer { actions = [] }
        return actions
    }

    /// Whether an answer is the one that is waited for: what comes later than it could says nothing about now.
    private func isAwaited(_ number: Int) -> Bool { awaited != nil && number == self.number }

    private mutating func haveRead(
        _ record: LeaseRecord?, _ now: Moment, using dice: inout some RandomNumberGenerator
    ) {
        guard awaited == .read else { return }
        awaited = nil
        if let record {
            observe(record, now)
        } else {
            observed = nil
            isStale = false
            forget()
        }
        guard stopBy == nil else { return }
        if mayTake(now) {
            hold(now)
        } else {
            wait(now, using: &dice)
        }
    }

    private mutating func haveWritten(
        _ record: LeaseRecord, _ now: Moment, using dice: inout some RandomNumberGenerator
    ) {
        switch awaited {
        case .hold where record.holder == settings.identity:
            // From when we asked: nobody saw it change before.
            fence = Moment(
                monotonic: sentAt.monotonic.advanced(by: settings.renewDeadline),
                wall: WallTime(
                    nanoseconds: sentAt.wall.nanoseconds &+ Int64(clamping: settings.renewDeadline.wholeNanoseconds)))
            if !isLeader(at: now) { fence = nil }
            began = beginning
        case .release: isFinished = true
        case .hold, .read, nil: break
        }
        awaited = nil
        observe(record, now)
        if isFinished { actions.append(.finish) }
        wait(now, using: &dice)
    }

    private mutating func haveFailed(_ now: Moment, using dice: inout some RandomNumberGenerator) {
        awaited = nil
        // Whatever a write has become: nothing is written over it before it is read.
        isStale = true
        wait(now, using: &dice)
    }

    /// Takes note of what the lease is; any write begins its time anew.
    private mutating func observe(_ record: LeaseRecord, _ now: Moment) {
        if observed?.version != record.version { observedAt = now.monotonic }
        observed = record
        isStale = false
        if record.holder != settings.identity { forget() }
    }

    /// It is not ours, whatever time was left of it.
    private mutating func forget() {
        fence = nil
        mayBeOurs = false
        began = nil
        beginning = nil
    }

    /// Whether nobody else can lead.
    private func mayTake(_ now: Moment) -> Bool {
        guard let observed else { return true }
        if observed.holder.isEmpty || observed.holder == settings.identity { return true }
        // As long as either of us would have it.
        return now.monotonic >= observedAt.advanced(by: max(observed.duration, settings.duration))
    }

    /// Asks for the lease, or for more of it.
    private mutating func hold(_ now: Moment) {
        var record = observed ?? LeaseRecord()
        if record.holder != settings.identity {
            if observed != nil { record.transitions += 1 }
            record.acquired = ""
            beginning = now.wall
        }
        record.holder = settings.identity
        record.duration = settings.duration
        mayBeOurs = true
        send(.hold, now) { .write(number: $0, record) }
    }

    private mutating func tryAgain(_ now: Moment) {
        guard awaited == nil, nextTry.map({ $0 <= now.monotonic }) ?? true else { return }
        // A leader that knows its lease's version renews it without reading; who was between comes out as a conflict.
        if isLeader(at: now), !isStale, observed?.holder == settings.identity {
            hold(now)
        } else {
            send(.read, now) { .read(number: $0) }
        }
    }

    /// Gives the lease back, if it is ours; within a time, after which it is left to run out.
    private mutating func release(_ now: Moment) {
        fence = nil
        guard !isFinished else { return }
        guard let stopBy, now.monotonic < stopBy, mayBeOurs else { return finish() }
        guard awaited == nil else { return }
        guard let observed, !isStale else {
            guard nextTry.map({ $0 <= now.monotonic }) ?? true else { return }
            return send(.read, now) { .read(number: $0) }
        }
        var record = observed
        record.holder = ""
        record.duration = .seconds(1)
        send(.release, now) { .write(number: $0, record) }
    }

    private mutating func finish() {
        isFinished = true
        actions.append(.finish)
    }

    private mutating func send(_ what: Awaited, _ now: Moment, _ action: (Int) -> Action) {
        number += 1
        awaited = what
        sentAt = now
        patience =
            fence.map { max($0.monotonic.since(now.monotonic) * 2 / 3, Self.leastPatience) } ?? settings.renewDeadline
            / 2
        actions.append(action(number))
    }

    /// A pause from when we asked, not from the answer: what is slow to answer leaves no time for another.
    private mutating func wait(_ now: Moment, using dice: inout some RandomNumberGenerator) {
        let jitter = 1 + Double.random(in: 0...LeaseSettings.jitter, using: &dice)
        let next = sentAt.monotonic.advanced(by: settings.retryPeriod * jitter)
        nextTry = max(next, now.monotonic.advanced(by: settings.retryPeriod / Self.leastPause))
    }

    private mutating func tell(_ leads: Bool) {
        guard leads != hasTold else { return }
        hasTold = leads
        actions.append(.tell(leads))
    }
}
