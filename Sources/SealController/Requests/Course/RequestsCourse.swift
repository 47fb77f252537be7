// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger

/// Decides what is done about all requests, from what the chain says and what came of what was done.
///
/// Pure: it is told the time and everything that happens. What stands on chain is the record: a request is carried out only once the chain
/// says that a worker has it, and the chain is told how it ended only after that; whoever comes after a crash goes on from there.
struct RequestsCourse {
    /// Something that happened.
    enum Input {
        /// Whether this process is the one that acts.
        case leads(Bool)
        /// Events may have been missed.
        case doubt
        case listed(RequestTable.Listing)
        /// The list could not be had.
        case notListed
        /// So many changes there were; `nil` if nobody says.
        case probed(UInt64?)
        case changed(RequestChanged)
        /// A request as it stands on the chain; `nil` if nobody says.
        case found(UInt64, KubernetesRequest?)
        case told(RequestStep, RequestReply)
        case carriedOut(UInt64, ObjectOutcome)
    }

    private let settings: RequestSettings
    private var table = RequestTable()
    private var listing: ListingPlan
    private var tracks: [UInt64: RequestTrack] = [:]
    private var queues = RequestQueues()
    private var window: AssignmentWindow
    /// When everything that waits was looked at last.
    private var swept: Monotonic?
    /// Who is assigned next, and who is begun next.
    private var (assigning, beginning) = (SubmitterTurns(), SubmitterTurns())
    private var given: [Address: UInt64] = [:]
    private var turn: UInt64 = 0
    private var benched: [Address: Monotonic] = [:]
    /// Whether somebody's request waits for a worker because all have as much in hand as they may.
    private var isCrowded = false
    private var leadsSince: Monotonic?
    private var underWay = 0
    private var notes: [RequestNote] = []
    /// What the chain was to be told of, and what is over there without that.
    private var withdrawn: [UInt64] = []

    init(_ settings: RequestSettings) {
        self.settings = settings
        listing = ListingPlan(settings)
        window = AssignmentWindow(smallest: settings.concurrency)
    }

    /// What is to be said since the last time.
    mutating func takeNotes() -> [RequestNote] {
        defer { notes = [] }
        return notes
    }

    /// Open requests by where they stand.
    var counts: [RequestState: Int] {
        tracks.values.reduce(into: [:]) { counts, track in counts[RequestState(track.stage), default: 0] += 1 }
    }

    // MARK: Taking in

    mutating func take(_ input: Input, at now: Monotonic) {
        switch input {
        case .leads(let leads): lead(leads, now)
        case .doubt:
            listing.doubt()
            table.doubt()
        case .listed(let found):
            guard let changed = table.take(found) else { return listing.failed(at: now) }
            listing.came(at: now)
            for number in changed { sync(number, now) }
        case .notListed: listing.failed(at: now)
        case .probed(let number): if let number { listing.told(number, at: now) }
        case .changed(let event): if table.take(event) { sync(event.requestID, now) }
        case .found(let number, let request): found(number, request, now)
        case .told(let step, let reply): told(step, reply, now)
        case .carriedOut(let number, let outcome): carriedOut(number, outcome, now)
        }
    }

    private mutating func lead(_ leads: Bool, _ now: Monotonic) {
        guard leads != (leadsSince != nil) else { return }
        leadsSince = leads ? now : nil
        listing.doubt()
        table.doubt()
        // What another may have done meanwhile is not known; what is under way here still ends, and is looked at then.
        for (number, track) in tracks {
            guard let request = table.open[number] else { continue }
            switch track.stage {
            case .applying: tracks[number]?.isResumed = true
            default: begin(number, request, heard: track.heard)
            }
        }
    }

    /// Begins with a request anew, as the chain says that it stands.
    private mutating func begin(_ number: UInt64, _ request: KubernetesRequest, heard: Monotonic) {
        let track = RequestTrack(request, at: heard)
        tracks[number] = track
        let first = queues.first(track.key)
        queues.insert(number, track.key)
        tracks[number]?.isFirst = queues.first(track.key) == number
        if let first, first > number { tracks[first]?.isFirst = false }
    }

    /// The submitter's next request for the same object is the first now.
    private mutating func leave(_ number: UInt64, _ key: ObjectKey) {
        queues.remove(number, key)
        if let first = queues.first(key) { tracks[first]?.isFirst = true }
    }

    /// Takes over what the table says of a request now.
    private mutating func sync(_ number: UInt64, _ now: Monotonic) {
        guard let request = table.open[number] else { return drop(number) }
        guard let track = tracks[number] else { return begin(number, request, heard: now) }
        guard request.status == RequestStatus.assigned.rawValue else { return }
        switch track.stage {
        case .waiting, .asking:
            begin(number, request, heard: track.heard)
            tracks[number]?.assigned = now
        case .assigning(let worker):
            // Our own proposal may be told by its event before its transaction ends.
            assigned(number, request.worker ?? worker, isResumed: request.worker != worker, now)
        case .assigned, .applying, .ending, .ended: break
        }
    }

    private mutating func drop(_ number: UInt64) {
        guard let track = tracks.removeValue(forKey: number) else { return }
        switch track.stage {
        case .applying: underWay -= 1
        case .assigning, .ending(_, isSent: true): withdrawn.append(number)
        case .waiting, .assigned, .ending, .asking, .ended: break
        }
        leave(number, track.key)
    }

    private mutating func assigned(_ number: UInt64, _ worker: Address, isResumed: Bool, _ now: Monotonic) {
        guard var track = tracks[number] else { return }
        (track.stage, track.worker, track.assigned, track.isResumed) = (.assigned, worker, now, isResumed)
        (track.failures, track.notBefore) = (0, now)
        tracks[number] = track
    }

    private mutating func found(_ number: UInt64, _ request: KubernetesRequest?, _ now: Monotonic) {
        if let request, table.take(number, request) { sync(number, now) }
        guard let track = tracks[number], track.stage == .asking, let known = table.open[number] else { return }
        // It is as we had thought, or nobody says: it is tried again, a little later.
        begin(number, known, heard: track.heard)
        tracks[number]?.failures = track.failures
        tracks[number]?.backOff(settings, at: now)
    }

    private mutating func told(_ step: RequestStep, _ reply: RequestReply, _ now: Monotonic) {
        notes.append(reply == .done ? .told(step) : .notTaken(step, reply))
        switch step {
        case .assign(let number, let worker):
            if reply == .unfit { benched[worker] = now.advanced(by: settings.benching) }
            guard let track = tracks[number], track.stage == .assigning(worker) else { return }
            switch reply {
            case .done: assigned(number, worker, isResumed: false, now)
            case .unfit: tracks[number]?.stage = .waiting(.turn)
            case .later:
                tracks[number]?.stage = .waiting(.turn)
                tracks[number]?.backOff(settings, at: now)
            case .superseded: doubt(number, now)
            }
        case .finish(let number, _, _):
            guard let track = tracks[number], case .ending(let end, _) = track.stage else { return }
            switch reply {
            case .done:
                tracks[number]?.stage = .ended
                leave(number, track.key)
            case .later, .unfit:
                tracks[number]?.stage = .ending(end, isSent: false)
                tracks[number]?.backOff(settings, at: now)
            case .superseded: doubt(number, now)
            }
        }
    }

    /// The chain knows better where a request stands.
    private mutating func doubt(_ number: UInt64, _ now: Monotonic) {
        tracks[number]?.stage = .asking
        tracks[number]?.notBefore = now
    }

    private mutating func carriedOut(_ number: UInt64, _ outcome: ObjectOutcome, _ now: Monotonic) {
        guard var track = tracks[number], track.stage == .applying else { return }
        underWay -= 1
        switch outcome {
        case .done(let words): end(&track, number, .done(words), now)
        case .failed(let failure): end(&track, number, .failed(failure), now)
        case .again(let code):
            notes.append(.again(number, code))
            if track.isExhausted(code, settings, isCrowded: isCrowded, at: now) {
                let failure = RequestFailure(
                    .exhausted, "the apiserver did not do it, again and again: \(code.rawValue)")
                giveUp(&track, number, failure, now)
            } else {
                (track.stage, track.isResumed) = (.assigned, true)
                track.backOff(settings, at: now)
            }
        }
        tracks[number] = track
    }

    private mutating func giveUp(
        _ track: inout RequestTrack, _ number: UInt64, _ failure: RequestFailure, _ now: Monotonic
    ) {
        (track.stage, track.failures, track.notBefore) = (.ending(.failed(failure), isSent: false), 0, now)
        guard let request = table.open[number] else { return }
        notes.append(
            .givenUp(
                number, request, failure, sinceHeard: now.since(track.heard),
                sinceAssigned: now.since(track.assigned ?? now)))
    }

    private mutating func end(_ track: inout RequestTrack, _ number: UInt64, _ end: RequestEnd, _ now: Monotonic) {
        (track.stage, track.failures, track.notBefore) = (.ending(end, isSent: false), 0, now)
        guard let request = table.open[number] else { return }
        notes.append(
            .carriedOut(
                number, request, end, sinceHeard: now.since(track.heard),
                sinceAssigned: now.since(track.assigned ?? now)))
    }

    // MARK: Deciding

    /// What to do now.
    mutating func orders(
        at moment: Moment, workers: () -> [WorkerSlot], standing: (KubernetesRequest) -> RequestStanding
    ) -> [RequestOrder] {
        let now = moment.monotonic
        var orders: [RequestOrder] = withdrawn.map { .withdraw($0) }
        withdrawn = []
        guard let leadsSince else { return orders }
        if let order = listing.next(isWhole: table.isWhole, complete: table.complete, at: now) { orders.append(order) }
        guard table.isWhole, now.since(leadsSince) >= settings.settle else { return orders }
        let sight = CourseSight(tracks, settings, window: window.size, at: now)
        for number in sight.ordered { tracks[number]?.stage = .waiting(.order) }
        for (number, end) in sight.endings {
            tracks[number]?.stage = .ending(end, isSent: true)
            orders.append(.tell(.finish(number, isDone: end.isDone, result: end.text)))
        }
        for number in sight.doubtful {
            // Asked once; the answer decides.
            tracks[number]?.notBefore = now.advanced(by: settings.longestRetry)
            orders.append(.ask(number))
        }
        carryOut(sight, &orders, now, workers, standing)
        assign(sight, &orders, moment, workers, standing)
        return orders
    }

    private mutating func carryOut(
        _ sight: CourseSight, _ orders: inout [RequestOrder], _ now: Monotonic, _ workers: () -> [WorkerSlot],
        _ standing: (KubernetesRequest) -> RequestStanding
    ) {
        guard underWay < settings.concurrency, !sight.assigned.isEmpty else { return }
        let share = SubmitterShare.of(settings.concurrency)
        var (applying, lane) = (sight.applying, sight.fetching)
        let nodes = Dictionary(workers().map { ($0.owner, $0.node) }) { first, _ in first }
        for rank in beginning.order(sight.assigned) {
            guard underWay < settings.concurrency else { break }
            let number = rank.number
            guard var track = tracks[number], let request = table.open[number] else { continue }
            guard applying[track.submitter] ?? 0 < share, !track.isFetched || lane.has(for: track.submitter) else {
                continue
            }
            switch standing(request) {
            case .unknown: track.notBefore = now.advanced(by: settings.firstRetry)
            case .lost(let why):
                // Nobody may look for whoever has lost it: what came of a try before stays unknown.
                let words = track.isResumed ? why + "; it may have been carried out before that" : why
                giveUp(&track, number, RequestFailure(.standing, words), now)
            case .good(let identity):
                // What is tried again has waited for other reasons.
                if !track.isResumed, let assigned = track.assigned { window.began(after: now.since(assigned)) }
                track.stage = .applying
                underWay += 1
                applying[track.submitter, default: 0] += 1
                if track.isFetched { lane.hold(track.submitter) }
                beginning.take(track.submitter)
                orders.append(
                    .carryOut(
                        RequestWork(
                            number: number, request: request, newest: table.newest, identity: identity,
                            node: track.worker.flatMap { nodes[$0] }, isResumed: track.isResumed,
                            failures: track.failures)))
            }
            tracks[number] = track
        }
    }

    private mutating func assign(
        _ sight: CourseSight, _ orders: inout [RequestOrder], _ moment: Moment, _ workers: () -> [WorkerSlot],
        _ standing: (KubernetesRequest) -> RequestStanding
    ) {
        let now = moment.monotonic
        guard !sight.pending.isEmpty else {
            isCrowded = false
            return window.sufficed()
        }
        // Who is to fail need not wait for room, but is not looked for at every answer either.
        let isSweep = swept.map { now.since($0) >= settings.sweepInterval } ?? true
        guard isSweep || sight.inHand < window.size else { return window.fell() }
        if isSweep { swept = now }
        benched = benched.filter { $0.value > now }
        let (fit, loads) = (workers(), CourseLoads(tracks))
        var room = AssignmentRoom(
            window: window.size, inHand: sight.inHand, hands: sight.hands, capacity: fit.count * WorkerChoice.room,
            places: loads.submitters)
        var lane = sight.fetched
        let slots = fit.filter { benched[$0.owner] == nil }
        var choice = WorkerChoice(slots, loads: loads.workers)
        var isFull = false
        for rank in assigning.order(sight.pending) {
            guard isSweep || room.left > 0 && !isFull else { break }
            let number = rank.number
            guard var track = tracks[number], let request = table.open[number] else { continue }
            let hasRoom = (!track.isFetched || lane.has(for: track.submitter)) && room.has(for: track.submitter)
            guard isSweep || hasRoom else { continue }
            if let failure = Self.hopeless(request) {
                refuse(&track, number, request, failure, now)
            } else {
                switch standing(request) {
                case .unknown: track.stage = .waiting(.chain)
                case .lost(let why): refuse(&track, number, request, RequestFailure(.standing, why), now)
                case .good where !hasRoom: track.stage = .waiting(.turn)
                case .good:
                    if !isFull, let slot = choice.next(&given, turn: &turn) {
                        track.stage = .assigning(slot.owner)
                        orders.append(.tell(.assign(number, to: slot.owner)))
                        room.take(for: track.submitter)
                        if track.isFetched { lane.hold(track.submitter) }
                        assigning.take(track.submitter)
                    } else {
                        isFull = true
                        track.stage = .waiting(.worker)
                    }
                }
                if case .waiting = track.stage, let failure = overdue(track, request, moment) {
                    refuse(&track, number, request, failure, now)
                }
            }
            tracks[number] = track
        }
        isCrowded = isFull && !slots.isEmpty
        if room.left <= 0 || room.wasShort { window.fell() }
    }

    private mutating func refuse(
        _ track: inout RequestTrack, _ number: UInt64, _ request: KubernetesRequest, _ failure: RequestFailure,
        _ now: Monotonic
    ) {
        (track.stage, track.failures, track.notBefore) = (.ending(.failed(failure), isSent: false), 0, now)
        notes.append(.refused(number, request, failure))
    }

    /// Why a request waits no longer, if it has waited too long.
    private func overdue(_ track: RequestTrack, _ request: KubernetesRequest, _ now: Moment) -> RequestFailure? {
        let submitted = Duration.milliseconds(Int64(clamping: request.submittedMilliseconds))
        guard now.monotonic.since(track.heard) >= settings.leastWait,
            .nanoseconds(now.wall.nanoseconds) - submitted >= settings.longestWait
        else { return nil }
        return RequestFailure(.overdue, "it was not given to a worker in time; ask again, if it is still wanted")
    }

    /// Why a request needs no worker to fail.
    private static func hopeless(_ request: KubernetesRequest) -> RequestFailure? {
        guard RequestMethod(rawValue: request.method) != nil else {
            return RequestFailure(.method, "the method is none that this controller knows")
        }
        do throws(RequestFailure) {
            _ = try ResourceName(request.resource)
            return nil
        } catch { return error }
    }
}
