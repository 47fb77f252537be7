// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import Telemetry

/// Carries out what is asked for on chain, on a thread of its own.
///
/// It acts only while it leads, and asks that again before each write: to the chain, and to the apiserver.
final class RequestKeeper: Sendable {
    /// Something for the thread.
    private enum Mail: Sendable {
        case changed(RequestChanged)
        case doubt
        case chain(RequestScribe.Answer)
        case carriedOut(UInt64, ObjectOutcome)
        case wake
    }

    private struct Inbox: Sendable {
        var mails: [Mail] = []
        var isStopped = false
    }

    /// How often everything is looked at though nothing was heard: for times that have come.
    static let tick = Duration.milliseconds(100)

    private let settings: RequestSettings
    private let door: any KubeDoor
    private let runner: RequestRunner
    private let scribe: RequestScribe
    private let nodes: any ReadyNodes
    private let sight: RequestSight
    private let isLeading: @Sendable () -> Bool
    private let report: RequestReport
    private let acts: OpenActs
    private let clock: @Sendable () -> Moment
    private let inbox = Monitor(Inbox())
    private let thread = Locked<SharedThread?>(nil)
    private let events = Locked(EventPace())

    init(
        _ settings: RequestSettings, door: any KubeDoor, source: any ManifestSource, hosts: ManifestAddress.Hosts,
        mark: RequestMark, ledger: any RequestLedger, nodes: any ReadyNodes, sight: RequestSight,
        isLeading: @escaping @Sendable () -> Bool, report: RequestReport, acts: OpenActs,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.settings = settings
        self.door = door
        self.nodes = nodes
        self.sight = sight
        self.isLeading = isLeading
        self.report = report
        self.acts = acts
        self.clock = clock
        runner = RequestRunner(
            door, source, hosts: hosts, mark: mark, acts: acts, isLeading: isLeading, clock: clock)
        scribe = RequestScribe(ledger, linger: settings.linger, isLeading: isLeading)
    }

    /// Begins.
    func start() throws(SystemError) {
        try nodes.start()
        do throws(SystemError) {
            try scribe.start { [weak self, acts, clock] answer in
                if case .told(let step, .done) = answer {
                    acts.journal.record(RequestActs.told(step), at: clock().wall)
                }
                self?.post(.chain(answer))
            }
            let thread = try SharedThread(name: "requests") { [self] in run() }
            self.thread.withLock { $0 = thread }
        } catch {
            scribe.stop()
            nodes.stop()
            throw error
        }
    }

    /// Takes what a follower tells; returns at once.
    func take(_ news: FollowNews) {
        switch news {
        case .events(let events):
            for event in events {
                if case .requestChanged(let change)? = event.content { post(.changed(change)) }
            }
        case .tablesListed, .completeness(true): post(.doubt)
        case .completeness(false): break
        }
    }

    /// Says that who leads has changed: it is asked at once, and not only at the next tick.
    func lead(_: Bool) { post(.wake) }

    /// Ends it, and waits for what is being told to the chain; how calls end that are under way is written down where that is heard, and
    /// whoever comes next looks.
    func stop() {
        nodes.stop()
        runner.stop()
        inbox.withLock { $0.isStopped = true }
        inbox.notifyAll()
        thread.withLock { $0 }?.join()
        scribe.stop()
    }

    private func post(_ mail: Mail) {
        inbox.withLock { $0.mails.append(mail) }
        inbox.notifyAll()
    }

    // MARK: The thread

    private func run() {
        var course = RequestsCourse(settings)
        var leads = false
        var slots: (workers: [WorkerSlot], until: Monotonic)?
        while let mails = next() {
            let now = clock()
            if isLeading() != leads {
                leads.toggle()
                report.leads(leads)
                course.take(.leads(leads), at: now.monotonic)
            }
            for mail in mails { take(mail, into: &course, at: now.monotonic) }
            let orders = course.orders(at: now) {
                // The contracts look again: what has changed since costs a step that they refuse.
                if let slots, now.monotonic < slots.until { return slots.workers }
                let found = sight.workers(ready: nodes.names, at: now)
                slots = (found, now.monotonic.advanced(by: Self.tick))
                return found
            } standing: { request in
                sight.standing(of: request, at: now)
            }
            for order in orders { carryOut(order) }
            for note in course.takeNotes() {
                report.say(note)
                if let act = RequestActs.decided(note) { acts.journal.record(act, at: now.wall) }
                publish(note, at: now)
            }
            report.show(course.counts)
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

    private func take(_ mail: Mail, into course: inout RequestsCourse, at now: Monotonic) {
        switch mail {
        case .changed(let change): course.take(.changed(change), at: now)
        case .doubt: course.take(.doubt, at: now)
        case .carriedOut(let number, let outcome): course.take(.carriedOut(number, outcome), at: now)
        case .chain(.told(let step, let reply)): course.take(.told(step, reply), at: now)
        case .chain(.listed(let listing?)): course.take(.listed(listing), at: now)
        case .chain(.listed(nil)): course.take(.notListed, at: now)
        case .chain(.found(let number, let request)): course.take(.found(number, request), at: now)
        case .chain(.probed(let number)): course.take(.probed(number), at: now)
        case .wake: break
        }
    }

    private func carryOut(_ order: RequestOrder) {
        switch order {
        case .tell, .withdraw, .ask, .list, .probe: scribe.take(order)
        case .carryOut(let work):
            runner.run(work) { [weak self] outcome in self?.post(.carriedOut(work.number, outcome)) }
        }
    }

    /// Makes an Event of what became of a request; one that cannot be made is none.
    private func publish(_ note: RequestNote, at now: Moment) {
        let (number, request, end): (UInt64, KubernetesRequest, RequestEnd)
        switch note {
        case .carriedOut(let told, let about, let how, _, _): (number, request, end) = (told, about, how)
        case .refused(let told, let about, let failure), .givenUp(let told, let about, let failure, _, _):
            (number, request, end) = (told, about, .failed(failure))
        case .told, .notTaken, .again: return
        }
        let (isDone, submitter) = (end.isDone, request.submitter)
        guard isLeading(), events.withLock({ $0.begin(of: submitter, isDone: isDone, at: now.monotonic) }) else {
            return
        }
        let known = (try? ResourceName(request.resource)).flatMap { runner.known($0) }
        door.send(
            RequestEvents.call(
                number, request, end, about: known.map { ($0.resource.apiVersion, $0.kind) }, at: now.wall)
        ) { [events] _ in
            events.withLock { $0.end(of: submitter, isDone: isDone) }
        }
    }
}
