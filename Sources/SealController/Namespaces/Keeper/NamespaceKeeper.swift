// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger
internal import Telemetry

/// Keeps homes as the stake has them, on a thread of its own.
///
/// The thread takes in what the watches and the chain tell and what came of calls, has the board decide, and sends. It acts only as long as
/// this controller leads, and asks that again before each call: a controller that has been asleep does nothing with what it had decided.
final class NamespaceKeeper: Sendable {
    /// Whom a keeper deals with.
    struct Doors: Sendable {
        let door: any KubeDoor
        let feed: any HomeFeed
        let confirmation: any HomeConfirmation
        let tables: ClusterTables
        let mark: @Sendable () -> FollowMark
        let isLeading: @Sendable () -> Bool
        /// What the policy is now; asked now and then, and may read a file.
        let policy: @Sendable () -> Policy?
        /// What tiers cost at least by our settings, beside what chain and policy say.
        var floors = TierFloors()
        /// How long the disk may take to keep that an act was begun.
        var patience = Begun.patience
        var clock: @Sendable () -> Moment = { .now }
    }

    /// Something for the thread.
    private enum Mail: Sendable {
        case change(HomeChange)
        case ended(HomeOrder, HomeOutcome)
        /// Whether it lasts that an act was begun.
        case begun(UInt64, Bool)
    }

    private struct Inbox: Sendable {
        var mails: [Mail] = []
        var news: Set<Address> = []
        var isAllNew = false
        /// Whether somebody said that who leads has changed.
        var isLeadNew = false
        var isStopped = false
    }

    /// How long one call may take.
    static let callTimeout = Duration.seconds(10)
    /// How often it is asked whether the policy has changed.
    static let policyInterval = Duration.seconds(10)

    private let settings: NamespaceSettings
    private let doors: Doors
    private let report: NamespaceReport
    private let acts: OpenActs
    private let first: Policy
    private let inbox = Monitor(Inbox())
    private let thread = Locked<SharedThread?>(nil)

    init(
        _ settings: NamespaceSettings, _ policy: Policy, _ doors: Doors, metrics: NamespaceMetrics, log: Log,
        acts: OpenActs
    ) {
        self.settings = settings
        self.doors = doors
        first = policy
        report = NamespaceReport(metrics: metrics, log: log)
        self.acts = acts
    }

    /// Begins.
    func start() throws(SystemError) {
        try doors.feed.start { [weak self] change in self?.post(.change(change)) }
        do throws(SystemError) {
            let thread = try SharedThread(name: "namespaces") { [self] in run() }
            self.thread.withLock { $0 = thread }
        } catch {
            doors.feed.stop()
            throw error
        }
    }

    /// Takes what a follower tells; returns at once.
    func take(_ news: FollowNews) {
        var (owners, isAllNew): (Set<Address>, Bool) = ([], true)
        if case .events(let events) = news {
            isAllNew = false
            for event in events where event.effect == .changed {
                switch event.content {
                case .stakeChanged(let change)?: owners.insert(change.owner)
                case .paramsChanged?: isAllNew = true
                default: break
                }
            }
            guard isAllNew || !owners.isEmpty else { return }
        }
        inbox.withLock { inbox in
            inbox.news.formUnion(owners)
            inbox.isAllNew = inbox.isAllNew || isAllNew
        }
        inbox.notifyAll()
    }

    /// Says that who leads has changed: it is asked at once, and not only when something happens.
    func lead(_: Bool) {
        inbox.withLock { $0.isLeadNew = true }
        inbox.notifyAll()
    }

    /// Ends it and waits until the thread has ended; how calls end that are under way is written down where that is heard.
    func stop() {
        doors.feed.stop()
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
        thread.withLock { $0 }?.join()
    }

    private func post(_ mail: Mail) {
        inbox.withLock { $0.mails.append(mail) }
        inbox.notifyAll()
    }

    // MARK: The thread

    private func run() {
        var board = HomeBoard(settings, first)
        var sight = sight(by: first)
        var begun = BegunActs<HomeOrder>(patience: doors.patience)
        var leads = false
        var policyTime = Monotonic.now
        while let inbox = next(board, begun) {
            let now = doors.clock()
            for mail in inbox.mails {
                switch mail {
                case .change(let change): board.take(change.input, at: now)
                case .ended(let order, let outcome): board.take(.ended(order, outcome), at: now)
                case .begun(let number, let lasts):
                    guard let order = begun.take(number) else { continue }
                    guard lasts else {
                        putOff(order, &board, at: now)
                        continue
                    }
                    guard isMeant(order, sight, at: now) else {
                        record(order, .failed(.cancelled))
                        post(.ended(order, .failed(.cancelled)))
                        continue
                    }
                    call(order, sight, at: now)
                }
            }
            for order in begun.takeLate(at: now.monotonic) { putOff(order, &board, at: now) }
            for owner in inbox.news { board.take(.news(owner), at: now) }
            if inbox.isAllNew { board.take(.allNews, at: now) }
            if Monotonic.now.since(policyTime) >= Self.policyInterval {
                policyTime = .now
                if let policy = doors.policy() {
                    board.take(.policy(policy), at: now)
                    sight = self.sight(by: policy)
                }
            }
            if doors.isLeading() != leads {
                leads.toggle()
                report.leads(leads)
                board.take(.leads(leads), at: now)
            }
            for order in board.orders(at: now, sight) { send(order, sight, at: now, &begun) }
            for note in board.takeNotes() { report.say(note) }
            report.show(board.counts, waiting: board.queue.count)
        }
        // What had still to be written down first is not done any more.
        for order in begun.takeAll() { record(order, .failed(.cancelled)) }
    }

    private func sight(by policy: Policy) -> HomeSight {
        HomeSight(
            tables: doors.tables, mark: doors.mark, maximumAge: settings.maximumAge,
            floors: TierFloors { max(doors.floors[$0], policy.floors[$0]) })
    }

    /// What has come; `nil` at the end.
    private func next(_ board: HomeBoard, _ begun: BegunActs<HomeOrder>) -> Inbox? {
        let alarm = [board.alarm(at: doors.clock().monotonic), begun.alarm].compactMap { $0 }.min()
        let found = inbox.wait(until: alarm) { inbox -> Inbox?? in
            if inbox.isStopped { return .some(nil) }
            guard !inbox.mails.isEmpty || !inbox.news.isEmpty || inbox.isAllNew || inbox.isLeadNew else { return nil }
            defer { inbox = Inbox() }
            return inbox
        }
        return found ?? Inbox()
    }

    /// Sends an order; what cannot be undone once it lasts that it was begun.
    private func send(_ order: HomeOrder, _ sight: HomeSight, at now: Moment, _ begun: inout BegunActs<HomeOrder>) {
        guard HomeActs.waits(order), let act = HomeActs.begun(order), doors.isLeading() else {
            return call(order, sight, at: now)
        }
        let number = begun.add(order, at: now.monotonic)
        acts.journal.begin(act, at: now.wall) { [weak self] lasts in self?.post(.begun(number, lasts)) }
    }

    /// Whether what waited for the disk is still to be done: the stake may be back.
    private func isMeant(_ order: HomeOrder, _ sight: HomeSight, at now: Moment) -> Bool {
        guard case .home(let owner) = order.subject else { return true }
        return sight.verdict(on: owner, at: now).isLoss
    }

    private func putOff(_ order: HomeOrder, _ board: inout HomeBoard, at now: Moment) {
        if let act = HomeActs.putOff(order) { acts.journal.putOff(act, at: now.wall) }
        report.putOff(order)
        board.take(.ended(order, .failed(.cancelled)), at: now)
    }

    private func call(_ order: HomeOrder, _ sight: HomeSight, at now: Moment) {
        guard doors.isLeading() else {
            record(order, .failed(.cancelled))
            return post(.ended(order, .failed(.cancelled)))
        }
        guard let call = HomeCalls.call(order, at: now.wall, timeout: Self.callTimeout) else {
            return confirm(order, sight)
        }
        if !HomeActs.waits(order), let act = HomeActs.begun(order) { acts.journal.record(act, at: now.wall) }
        let number = acts.open(HomeActs.open(order))
        doors.door.send(call) { [weak self, acts, doors] result in
            let outcome = HomeCalls.outcome(of: order, result)
            acts.close(number, HomeActs.ended(order, outcome), at: doors.clock().wall)
            self?.post(.ended(order, outcome))
        }
    }

    private func record(_ order: HomeOrder, _ outcome: HomeOutcome) {
        if let act = HomeActs.ended(order, outcome) { acts.journal.record(act, at: doors.clock().wall) }
    }

    private func confirm(_ order: HomeOrder, _ sight: HomeSight) {
        guard case .home(let owner) = order.subject else { return post(.ended(order, .done)) }
        doors.confirmation.ask(owner) { [weak self] result in
            guard case .success(let word) = result else {
                self?.post(.ended(order, .failed(.unavailable)))
                return
            }
            let thresholds = word.thresholds.raised(by: sight.floors)
            self?.post(.ended(order, .verdict(HomeSight.verdict(of: owner, word.account, thresholds))))
        }
    }
}
