// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SealAuthN
internal import SuiLedger
internal import Telemetry

/// Tells of changes of stakes, on a thread of its own, while it leads; it asks whether it does before each notice.
final class NoticeKeeper: Sendable {
    private enum Mail: Sendable {
        case heard([Notice], ClosedRange<UInt64>, at: WallTime)
        case position(Result<UInt64?, KubeError>, term: Int)
        case saved(UInt64, isSaved: Bool, term: Int)
        case ended(receiver: Int, DeliveryOutcome, term: Int)
    }

    private struct Inbox: Sendable {
        var mails: [Mail] = []
        var isStopped = false
    }

    /// How often everything is looked at though nothing was heard.
    static let tick = Duration.milliseconds(250)
    /// How long one call for the position may take.
    static let callTimeout = Duration.seconds(10)

    private let cluster: Address
    private let namespace: String
    private let receivers: [any NoticeReceiver]
    private let door: any KubeDoor
    private let tables: ClusterTables
    private let mark: @Sendable () -> FollowMark
    private let floors: @Sendable () -> TierFloors
    private let isLeading: @Sendable () -> Bool
    private let report: NoticeReport
    private let acts: OpenActs
    private let clock: @Sendable () -> Moment
    private let inbox = Monitor(Inbox())
    private let thread = Locked<SharedThread?>(nil)

    /// `namespace` is the controller's, where the position is kept; `floors` what tiers cost at least beside what the chain asks for.
    init(
        _ receivers: [any NoticeReceiver], cluster: Address, namespace: String, door: any KubeDoor,
        tables: ClusterTables, mark: @escaping @Sendable () -> FollowMark,
        floors: @escaping @Sendable () -> TierFloors = { TierFloors() }, isLeading: @escaping @Sendable () -> Bool,
        report: NoticeReport, acts: OpenActs,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.receivers = receivers
        self.cluster = cluster
        self.namespace = namespace
        self.door = door
        self.tables = tables
        self.mark = mark
        self.floors = floors
        self.isLeading = isLeading
        self.report = report
        self.acts = acts
        self.clock = clock
    }

    /// Begins.
    func start() throws(SystemError) {
        let thread = try SharedThread(name: "notices") { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// Takes what a follower tells, on its thread; returns at once, but where thresholds have changed: then all accounts are looked at.
    func take(_ news: FollowNews) {
        guard case .events(let events) = news else { return }
        let numbers = events.compactMap(Self.poolNumber)
        // Before the thresholds are known nobody has a tier that could change.
        guard let lowest = numbers.min(), let highest = numbers.max(), let thresholds = mark().thresholds else {
            return
        }
        let now = clock().wall
        let news = TierNews(events, thresholds: thresholds, floors: floors(), tables: tables, heard: now)
        report.heard(news)
        post(.heard(news.notices, lowest...highest, at: now))
    }

    /// Ends it and waits until the thread has ended; what is under way is told again by whoever leads next, and is written down where it is
    /// heard that it was told.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
        thread.withLock { $0 }?.join()
    }

    /// The number of an event of the pool that was not known.
    private static func poolNumber(_ event: FollowedEvent) -> UInt64? {
        guard event.effect == .changed else { return nil }
        switch event.content {
        case .stakeChanged(let event): return event.number
        case .paramsChanged(let event): return event.number
        case .capChanged(let event): return event.number
        case .fundsChanged(let event): return event.number
        case .rewardClaimed(let event): return event.number
        default: return nil
        }
    }

    private func post(_ mail: Mail) {
        inbox.withLock { $0.mails.append(mail) }
        inbox.notifyAll()
    }

    // MARK: The thread

    private func run() {
        var course = NoticeCourse(receivers.map { .init(settings: $0.kind.settings, wants: $0.kind.wants) })
        var leads = false
        var omitted: [UInt64] = receivers.map { _ in 0 }
        while let mails = next() {
            let now = clock()
            for mail in mails { take(mail, into: &course, at: now) }
            if isLeading() != leads {
                leads.toggle()
                course.lead(leads)
                omitted = receivers.map { _ in 0 }
                if !leads { for receiver in receivers { receiver.rest() } }
            }
            for order in course.orders(at: now.monotonic, hasHole: mark().hasHole) {
                carryOut(order, term: course.term, at: now)
            }
            if leads { for receiver in receivers { receiver.tick(at: now) } }
            show(course, &omitted)
        }
    }

    /// What has come; `nil` at the end.
    private func next() -> [Mail]? {
        let found = inbox.wait(until: Monotonic.now.advanced(by: Self.tick)) { inbox -> [Mail]?? in
            if inbox.isStopped { return .some(nil) }
            guard !inbox.mails.isEmpty else { return nil }
            defer { inbox.mails = [] }
            return inbox.mails
        }
        return found ?? []
    }

    private func take(_ mail: Mail, into course: inout NoticeCourse, at now: Moment) {
        switch mail {
        case .heard(let changes, let numbers, let heard): course.hear(changes, numbers, at: heard)
        case .position(let result, let term) where term == course.term:
            switch result {
            case .success(let told):
                report.position(true)
                course.read(told)
            case .failure:
                report.position(false)
                course.readFailed(at: now.monotonic)
            }
        case .saved(let number, let isSaved, let term) where term == course.term:
            report.position(isSaved)
            course.ended(saving: number, isSaved: isSaved, at: now.monotonic)
        case .ended(let receiver, let outcome, let term) where term == course.term:
            guard let end = course.ended(receiver: receiver, outcome, at: now) else { return }
            report.ended(end, receivers[receiver].kind, place: place(receiver))
            guard case .givenUp(let notice, let failure) = end else { return }
            if let act = act(notice, .failed(ActCode(failure)), to: receiver) { acts.journal.record(act, at: now.wall) }
        case .position, .saved, .ended: break
        }
    }

    private func carryOut(_ order: NoticeCourse.Order, term: Int, at now: Moment) {
        switch order {
        case .readPosition:
            let call = KubeCall.get(.configMaps, NoticePosition.name, in: namespace).timeout(Self.callTimeout)
            door.send(call) { [weak self, cluster] result in
                switch result {
                case .success(let reply):
                    let position = NoticePosition.read(reply.body, cluster: cluster)
                    self?.post(.position(.success(position?.told), term: term))
                case .failure(let error) where error.code == .notFound:
                    self?.post(.position(.success(nil), term: term))
                case .failure(let error): self?.post(.position(.failure(error), term: term))
                }
            }
        case .savePosition(let number):
            guard isLeading() else { return post(.saved(number, isSaved: false, term: term)) }
            let body = NoticePosition(cluster: cluster, told: number).body
            let call = KubeCall.apply(.configMaps, NoticePosition.name, body, in: namespace, force: true)
            door.send(call.timeout(Self.callTimeout)) { [weak self] result in
                let isSaved = if case .success = result { true } else { false }
                self?.post(.saved(number, isSaved: isSaved, term: term))
            }
        case .send(let receiver, let notice):
            guard isLeading() else { return post(.ended(receiver: receiver, .failed(.cancelled), term: term)) }
            let told = act(notice, .done, to: receiver)
            let number = acts.open(told)
            receivers[receiver].tell(notice, at: now) { [weak self, acts, clock] outcome in
                // Whether it will be told again is decided by who reads the inbox.
                acts.close(number, outcome == .told ? told : nil, at: clock().wall)
                self?.post(.ended(receiver: receiver, outcome, term: term))
            }
        }
    }

    private func act(_ notice: Notice, _ outcome: ActOutcome, to receiver: Int) -> ActRecord? {
        NoticeActs.record(notice, outcome, receivers[receiver].kind, place: place(receiver))
    }

    /// Which of its kind a receiver is, from 0, as the settings name them.
    private func place(_ receiver: Int) -> Int {
        receivers[..<receiver].count { $0.kind == receivers[receiver].kind }
    }

    private func show(_ course: NoticeCourse, _ omitted: inout [UInt64]) {
        for kind in ReceiverKind.allCases {
            let waiting = zip(receivers, course.waiting).filter { $0.0.kind == kind }.map(\.1).reduce(0, +)
            report.metrics.waiting.set(Int64(waiting), for: kind)
        }
        for (index, count) in course.omitted.enumerated() where count > omitted[index] {
            report.metrics.lost.add(count - omitted[index], to: receivers[index].kind)
            omitted[index] = count
        }
    }
}
