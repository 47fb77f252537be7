// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Crypto
internal import Kernel
internal import Telemetry

/// Puts how far the audit logs are on the chain, at an interval, on a thread of its own; the leader alone does.
final class Anchorer: Sendable {
    /// How often it is asked who leads.
    static let tick = Duration.seconds(1)

    private let round: AnchorRound
    private let interval: Duration
    private let journal: any ActJournal
    /// How far the log of this process is, once all that was said is on disk.
    private let settled: @Sendable () -> LogHead?
    private let metrics: AnchorMetrics
    private let log: Log
    /// How long the disk may take before the log of anchorings is begun anew.
    private let patience: Duration
    private let isStopped = Monitor(false)
    private let thread = Locked<SharedThread?>(nil)
    private let state = Locked(State())

    private struct State {
        /// The head of our own log after the last anchoring was written down in it.
        var quiet: LogHead?
        /// What was said of heads before: once is enough.
        var refused: [HeadJudgement.Refused] = []
    }

    init(
        _ round: AnchorRound, every interval: Duration, journal: any ActJournal,
        settled: @escaping @Sendable () -> LogHead?, metrics: AnchorMetrics, log: Log,
        patience: Duration = Begun.patience
    ) {
        self.round = round
        self.patience = patience
        self.interval = interval
        self.journal = journal
        self.settled = settled
        self.metrics = metrics
        self.log = log
    }

    /// Begins.
    func start() throws(SystemError) {
        let started = try SharedThread(name: "anchors") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Ends, and waits for what is under way.
    func stop() {
        isStopped.withLock { $0 = true }
        isStopped.notifyAll()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        var course = AnchorCourse(interval: interval)
        var dice = SystemRandomNumberGenerator()
        while true {
            let now = Monotonic.now
            course.leads(round.isLeading(), at: now, using: &dice)
            if course.due == nil { metrics.shown.withLock { $0 = AnchorMetrics.Shown() } }
            if let due = course.due, due <= now {
                let isFine = attempt()
                course.ended(isFine: isFine, at: .now, using: &dice)
            }
            let next = Monotonic.now.advanced(by: Self.tick)
            guard isStopped.wait(until: min(next, course.due ?? next), for: { $0 ? true : nil }) == nil else { return }
        }
    }

    /// Anchors once; whether all is on the chain that should be.
    func attempt() -> Bool {
        let quiet = state.withLock { $0.quiet }
        let result: AnchorRound.Result
        var round = round
        round.restarts = { [self] lost in beginsRestart(behind: lost) }
        do throws(AnchorFailure) { result = try round.run(quiet: quiet, at: .now) } catch {
            fail(error)
            return false
        }
        if let refused = result.refused { say(refused) }
        if result.isUnproved {
            log.warn("what another controller has left of the anchorings cannot be proved; its tree alone was taken")
        }
        if let lost = result.restarted { journal.record(Self.restart(behind: lost, .done), at: .now) }
        metrics.shown.withLock { $0 = AnchorMetrics.Shown(sequence: result.root?.sequence, good: .now) }
        guard result.isNew, let root = result.root else { return true }
        var act = ActRecord(.anchor, "audit_anchor", .done, details: Self.details(root))
        act.details.append(.integer("logs", result.logs))
        if result.isUnproved { act.reason = ActCode("unproved") }
        journal.record(act, at: .now)
        log.info("the audit logs are anchored", [.integer("sequence", root.sequence), .integer("logs", result.logs)])
        let settled = settled()
        state.withLock { $0.quiet = settled }
        return true
    }

    /// Writes down that the log of anchorings is about to be begun anew, which rids somebody of what it holds; whether that lasts.
    private func beginsRestart(behind lost: AnchoredRoot) -> Bool {
        log.error(
            "the log of anchorings is begun anew, as an operator said: nobody proves what was anchored before",
            Self.details(lost))
        let answer = Monitor<Bool?>(nil)
        journal.begin(Self.restart(behind: lost, .begun), at: .now) { lasts in
            answer.withLock { $0 = lasts }
            answer.notifyAll()
        }
        let lasts = answer.wait(until: Monotonic.now.advanced(by: patience)) { $0 } ?? false
        if !lasts { journal.putOff(Self.restart(behind: lost, .failed(Begun.unrecorded)), at: .now) }
        return lasts
    }

    private static func restart(behind lost: AnchoredRoot, _ outcome: ActOutcome) -> ActRecord {
        ActRecord(
            .anchorRestart, "audit_anchor", outcome,
            details: [.integer("lost", lost.sequence), .text("lost_root", lost.head.root.hex)])
    }

    private static func details(_ root: AnchoredRoot) -> [Log.Field] {
        [.integer("sequence", root.sequence), .text("root", root.head.root.hex)]
    }

    private func fail(_ failure: AnchorFailure) {
        metrics.failures.add(to: failure.code)
        if let refused = failure.refused { say(refused) }
        if let lost = failure.restarting {
            journal.record(Self.restart(behind: lost, .failed(ActCode(failure.code))), at: .now)
        }
        // That somebody else leads is no failure of anything.
        guard failure.code != .notLeader else { return }
        log.warn(
            "the audit logs were not anchored; it is tried again",
            [.text("code", failure.code.rawValue), .literal("reason", failure.detail)])
        // What was sent may be on the chain, now or later.
        guard failure.code == .refused || failure.code == .unknownRoot || failure.code == .unknown else { return }
        let details = failure.root.map { Self.details($0) } ?? []
        journal.record(ActRecord(.anchor, "audit_anchor", .failed(ActCode(failure.code)), details: details), at: .now)
    }

    private func say(_ refused: [HeadJudgement.Refused]) {
        let before = state.withLock { state in
            defer { state.refused = refused }
            return state.refused
        }
        for refusal in refused {
            metrics.refusals.add(to: refusal.why)
            guard !before.contains(refusal) else { continue }
            log.error(
                "the head of an audit log is not believed: it, or who says so, is not what it was",
                [.text("log", refusal.head.log), .text("why", refusal.why.rawValue)])
            journal.record(
                ActRecord(
                    .auditHead, refusal.head.log, .refused(ActCode(refusal.why)),
                    details: [.integer("size", refusal.head.head.size), .text("root", refusal.head.head.root.hex)]),
                at: .now)
        }
    }
}
