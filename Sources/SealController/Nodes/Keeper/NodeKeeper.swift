// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// Removes machines from the cluster whose stake is lost, on a thread of its own.
///
/// It acts only while it leads, and asks that again before each call: a controller that has been asleep does nothing with what it had decided.
final class NodeKeeper: Sendable {
    /// Something for the thread.
    private enum Mail: Sendable {
        case change(NodeChange)
        /// Whether it lasts that an act was begun.
        case begun(UInt64, Bool)
        case ended(NodeOrder, NodeOutcome)
    }

    private struct Inbox: Sendable {
        var mails: [Mail] = []
        /// When the first of the chain's news came that nobody has looked at.
        var heard: Monotonic?
        /// Whether somebody said that who leads has changed.
        var isLeadNew = false
        var isStopped = false
    }

    /// How often everything is looked at though nothing was heard: for times that have come, and a copy that has become fresh again.
    static let tick = Duration.milliseconds(250)
    /// How long one call may take.
    static let callTimeout = Duration.seconds(10)

    private let settings: ReactionSettings
    private let door: any KubeDoor
    private let feed: any NodeFeed
    private let sight: ChainSight
    private let confirmation: (any NodeConfirmation)?
    private let isLeading: @Sendable () -> Bool
    private let report: KeeperReport
    private let acts: OpenActs
    private let patience: Duration
    private let clock: @Sendable () -> Moment
    private let inbox = Monitor(Inbox())
    private let thread = Locked<SharedThread?>(nil)

    /// Makes one; `confirmation` is asked before anything is done that cannot be undone, where the chain has several nodes.
    init(
        _ settings: ReactionSettings, door: any KubeDoor, feed: any NodeFeed, tables: ClusterTables,
        mark: @escaping @Sendable () -> FollowMark, confirmation: (any NodeConfirmation)? = nil,
        isLeading: @escaping @Sendable () -> Bool, metrics: NodeMetrics, log: Log,
        acts: OpenActs = OpenActs(NoJournal()), patience: Duration = Begun.patience,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        var settings = settings
        settings.wantsConfirmation = confirmation != nil
        self.settings = settings
        self.confirmation = confirmation
        self.door = door
        self.feed = feed
        self.isLeading = isLeading
        self.acts = acts
        self.patience = patience
        self.clock = clock
        sight = ChainSight(tables: tables, mark: mark, maximumAge: settings.maximumAge)
        report = KeeperReport(metrics: metrics, log: log)
    }

    /// Begins.
    func start() throws(SystemError) {
        try feed.start { [weak self] change in self?.post(.change(change)) }
        do throws(SystemError) {
            let thread = try SharedThread(name: "nodes") { [self] in run() }
            self.thread.withLock { $0 = thread }
        } catch {
            feed.stop()
            throw error
        }
    }

    /// Takes what a follower tells; returns at once.
    func take(_ news: FollowNews) {
        guard Self.matters(news) else { return }
        let now = clock().monotonic
        inbox.withLock { $0.heard = $0.heard ?? now }
        inbox.notifyAll()
    }

    /// Says that who leads has changed: it is asked at once, and not only at the next tick.
    func lead(_: Bool) {
        inbox.withLock { $0.isLeadNew = true }
        inbox.notifyAll()
    }

    /// Ends it and waits until the thread has ended; how calls end that are under way is written down where that is heard.
    func stop() {
        feed.stop()
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
        thread.withLock { $0 }?.join()
    }

    /// Whether something that was told can change a machine's standing.
    private static func matters(_ news: FollowNews) -> Bool {
        guard case .events(let events) = news else { return true }
        return events.contains { event in
            switch event.content {
            case .stakeChanged?, .workerChanged?, .paramsChanged?: event.effect == .changed
            default: false
            }
        }
    }

    private func post(_ mail: Mail) {
        inbox.withLock { $0.mails.append(mail) }
        inbox.notifyAll()
    }

    // MARK: The thread

    private func run() {
        var course = KeeperCourse(settings)
        var begun = BegunActs<NodeOrder>(patience: patience)
        var leads = false
        while let (mails, heard) = next() {
            for mail in mails { take(mail, into: &course, &begun) }
            let now = clock()
            for order in begun.takeLate(at: now.monotonic) { putOff(order, into: &course, at: now) }
            if isLeading() != leads {
                leads.toggle()
                report.leads(leads)
                course.take(.leads(leads), at: now)
            }
            let orders = course.orders(at: now, heard: heard ?? now.monotonic) { names in
                sight.verdicts(on: names, at: now)
            }
            for order in orders { send(order, at: now, &begun) }
            for note in course.takeNotes() { report.say(note) }
            report.show(course.counts)
        }
        // What had still to be written down first is not done any more.
        for order in begun.takeAll() { record(order, .failed(.cancelled)) }
    }

    /// What has come; `nil` at the end.
    private func next() -> ([Mail], Monotonic?)? {
        let found = inbox.wait(until: Monotonic.now.advanced(by: Self.tick)) { inbox -> ([Mail], Monotonic?)?? in
            if inbox.isStopped { return .some(nil) }
            guard !inbox.mails.isEmpty || inbox.heard != nil || inbox.isLeadNew else { return nil }
            defer { (inbox.mails, inbox.heard, inbox.isLeadNew) = ([], nil, false) }
            return (inbox.mails, inbox.heard)
        }
        return found ?? ([], nil)
    }

    private func take(_ mail: Mail, into course: inout KeeperCourse, _ begun: inout BegunActs<NodeOrder>) {
        let now = clock()
        switch mail {
        case .change(.listed(let views)): course.take(.listed(views), at: now)
        case .change(.seen(let view)): course.take(.seen(view), at: now)
        case .change(.gone(let name, let uid)): course.take(.gone(name: name, uid: uid), at: now)
        case .begun(let number, let lasts):
            guard let order = begun.take(number) else { return }
            if lasts { call(order, at: now) } else { putOff(order, into: &course, at: now) }
        case .ended(let order, let outcome): course.take(.ended(order, outcome), at: now)
        }
    }

    private func record(_ order: NodeOrder, _ outcome: NodeOutcome) {
        if let act = NodeActs.ended(order, outcome) { acts.journal.record(act, at: clock().wall) }
    }

    /// Sends an order; what cannot be undone once it lasts that it was begun.
    private func send(_ order: NodeOrder, at now: Moment, _ begun: inout BegunActs<NodeOrder>) {
        guard let act = NodeActs.begun(order), isLeading() else { return call(order, at: now) }
        let number = begun.add(order, at: now.monotonic)
        acts.journal.begin(act, at: now.wall) { [weak self] lasts in self?.post(.begun(number, lasts)) }
    }

    private func putOff(_ order: NodeOrder, into course: inout KeeperCourse, at now: Moment) {
        if let act = NodeActs.putOff(order) { acts.journal.putOff(act, at: now.wall) }
        report.putOff(order)
        course.take(.ended(order, .failed(.cancelled)), at: now)
    }

    private func call(_ order: NodeOrder, at now: Moment) {
        guard isLeading() else {
            record(order, .failed(.cancelled))
            return post(.ended(order, .failed(.cancelled)))
        }
        if order.action == .listPods { return list(order, PodListing(order.node, at: now)) }
        guard let call = NodeCalls.call(order, at: now.wall, timeout: Self.callTimeout) else { return confirm(order) }
        let number = acts.open(NodeActs.open(order))
        door.send(call) { [weak self, acts, clock] result in
            let outcome = Self.outcome(of: order, result)
            acts.close(number, NodeActs.ended(order, outcome), at: clock().wall)
            self?.post(.ended(order, outcome))
        }
    }

    private func list(_ order: NodeOrder, _ listing: PodListing) {
        door.send(listing.call.timeout(Self.callTimeout)) { [weak self] result in
            var listing = listing
            guard let outcome = listing.take(result) else {
                self?.list(order, listing)
                return
            }
            self?.post(.ended(order, outcome))
        }
    }

    private func confirm(_ order: NodeOrder) {
        let name = order.node.name
        guard let confirmation, let owner = sight.owner(of: name) else {
            return post(.ended(order, .failed(.unavailable)))
        }
        confirmation.ask(name, of: owner) { [weak self] result in
            guard case .success(let verdict) = result else {
                self?.post(.ended(order, .failed(.unavailable)))
                return
            }
            self?.post(.ended(order, .verdict(verdict)))
        }
    }

    private static func outcome(of order: NodeOrder, _ result: Result<KubeReply, KubeError>) -> NodeOutcome {
        switch (order.action, result) {
        case (_, .failure(let error)): .failed(error.code)
        case (.setTaints, .success(let reply)), (.readNode, .success(let reply)):
            NodeView.read(reply.body).map { .node($0) } ?? .failed(.broken)
        case (.listPods, .success), (.confirm, .success), (.say, .success), (.evict, .success), (.kill, .success),
            (.deleteNode, .success),
            (.releaseNode, .success):
            .done
        }
    }
}
