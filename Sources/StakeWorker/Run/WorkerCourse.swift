// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides when a machine works, when it empties itself and when its agent stops.
///
/// Pure: it is told the time and what was found out. What nobody could say changes nothing, however long that lasts: an outage of the
/// chain, the master or the network stops no machine. Only what the chain itself has said more than once, agreed on, and over some time,
/// does; and only the same brings a machine back that has not stopped yet.
struct WorkerCourse: Sendable {
    /// How sure it has to be.
    struct Rules: Hashable, Sendable {
        /// How often the chain must say that a machine may not work before that is so, or that it may after all.
        var words = 2
        /// How long at least it must have said so.
        var doubt = Duration.seconds(5)
        /// The same where stake could be added, or was taken out of use by who knows what they do: nothing is taken by waiting.
        var longDoubt = Duration.seconds(60)
        /// How long pods have to leave.
        var grace = Duration.seconds(300)
        /// How soon the chain is asked again in doubt.
        var again = Duration.seconds(3)

        /// How long it must have said so.
        func doubt(of reason: LossReason) -> Duration {
            switch reason {
            case .slashed, .retired: doubt
            case .unstaked, .belowRequired: longDoubt
            }
        }
    }

    /// What is to be done.
    enum Action: Hashable, Sendable {
        /// Ask the chain again soon, several nodes at once.
        case lookAgain(after: Duration)
        /// Stop the agent.
        case stopAgent
        /// Say that it has changed what it is doing.
        case say
    }

    /// What it is doing.
    private(set) var phase = WorkerPhase.working
    private let rules: Rules
    /// How often in a row the chain has said that it may work, while it was on its way out.
    private var goodWords = 0

    init(_ rules: Rules = Rules()) { self.rules = rules }

    /// Begins where the machine was stopped before.
    init(_ rules: Rules = Rules(), stopped reason: LossReason) {
        self.rules = rules
        phase = .stopped(reason)
    }

    /// Takes in what was found out.
    mutating func take(_ news: WorkerNews, at now: Monotonic) -> [Action] {
        let before = phase
        var actions: [Action]
        switch phase {
        case .working: actions = work(news, now)
        case .doubting(let reason, let since, let words): actions = doubt(reason, since, words, news, now)
        case .draining(let reason, let until): actions = drain(reason, until, news, now)
        case .stopping(let reason): actions = stop(reason, news)
        case .stopped(let reason): actions = stay(reason, news)
        }
        if phase.name != before.name { actions.append(.say) }
        return actions
    }

    private mutating func work(_ news: WorkerNews, _ now: Monotonic) -> [Action] {
        guard case .lost(let reason) = news.standing else {
            // A master's word is no reason to stop, and one to look; not to look all the time, where several nodes contradict it.
            return news.master?.isAlarming == true && !news.isAgreed ? [.lookAgain(after: rules.again)] : []
        }
        phase = .doubting(reason, since: now, words: news.isAgreed ? 1 : 0)
        return [.lookAgain(after: rules.again)]
    }

    private mutating func doubt(
        _ reason: LossReason, _ since: Monotonic, _ words: Int, _ news: WorkerNews, _ now: Monotonic
    ) -> [Action] {
        switch news.standing {
        case .unknown: return [.lookAgain(after: rules.again)]
        case .working, .pending, .suspended:
            phase = .working
            return []
        case .lost(let said):
            let words = words + (news.isAgreed ? 1 : 0)
            guard words >= rules.words, now.since(since) >= rules.doubt(of: said) else {
                phase = .doubting(said, since: since, words: words)
                return [.lookAgain(after: rules.again)]
            }
            goodWords = 0
            phase = .draining(said, until: now.advanced(by: rules.grace))
            return drain(said, now.advanced(by: rules.grace), news, now)
        }
    }

    private mutating func drain(
        _ reason: LossReason, _ until: Monotonic, _ news: WorkerNews, _ now: Monotonic
    ) -> [Action] {
        if isBack(news) {
            phase = .working
            return []
        }
        guard news.pods == 0 || now >= until else { return [.lookAgain(after: rules.again)] }
        phase = .stopping(reason)
        return [.stopAgent]
    }

    private mutating func stop(_ reason: LossReason, _ news: WorkerNews) -> [Action] {
        switch news.agent {
        case .inactive, .failed, .missing:
            phase = .stopped(reason)
            return []
        // It is told again until it has stopped: nobody else would.
        case .active, .activating, .unknown: return [.stopAgent, .lookAgain(after: rules.again)]
        }
    }

    /// What was stopped joins again when its owner has it join: its seal is dead and its node is gone.
    private mutating func stay(_ reason: LossReason, _ news: WorkerNews) -> [Action] {
        switch news.agent {
        case .active, .activating:
            if case .lost = news.standing {
                goodWords = 0
                // Somebody has started it, and a node says no: it may not have heard that the owner has come back.
                guard news.isAgreed else { return [.lookAgain(after: rules.again)] }
                phase = .stopping(reason)
                return [.stopAgent]
            }
            guard isBack(news) else { return [] }
            phase = .working
            return []
        case .inactive, .failed, .missing, .unknown: return []
        }
    }

    /// Whether the chain has said often enough that the machine may work after all.
    private mutating func isBack(_ news: WorkerNews) -> Bool {
        switch news.standing {
        case .working, .pending, .suspended: goodWords += 1
        case .lost: goodWords = 0
        case .unknown: break
        }
        return goodWords >= rules.words
    }
}
