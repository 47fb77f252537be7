// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Looks entries up: one question at a time for each, within a budget.
final class EntryLookUps: Sendable {
    typealias Outcome = Result<Void, LookUpFailure>

    private struct Flight {
        var isKnown: Bool
        var waiters: [@Sendable (Outcome) -> Void]
    }

    private struct State {
        var flights: [LookUp: Flight] = [:]
        var heights = HeightLog()
        var strangers: TokenBucket
        var strangersUnderWay = 0
        var known: TokenBucket
        var counts = LookUpCounts()
        // Of those that ask one node, and of those that ask for agreement: the one may fail for hours while the other works.
        var lastFailures: [Bool: LedgerError.Code] = [:]
    }

    /// Thresholds, and when as many nodes as must said so, if they did.
    struct Learned: Sendable {
        var thresholds: TierThresholds
        var confirmed: Monotonic?
    }

    /// The least that is left for a question to be worth asking.
    private static let leastTimeout = Duration.milliseconds(5)

    private let tables: ClusterTables
    private let checks: CheckLog
    private let source: any EntrySource
    private let settings: LookUpSettings
    private let maximumAge: Duration
    private let mark: @Sendable () -> FollowMark
    private let clock: @Sendable () -> Moment
    private let report: @Sendable (DirectoryEvent) -> Void
    private let state: Locked<State>
    private let newestThresholds = Locked<Learned?>(nil)

    init(
        _ tables: ClusterTables, _ checks: CheckLog, _ source: any EntrySource, _ settings: LookUpSettings,
        maximumAge: Duration, mark: @escaping @Sendable () -> FollowMark, clock: @escaping @Sendable () -> Moment,
        report: @escaping @Sendable (DirectoryEvent) -> Void
    ) {
        self.tables = tables
        self.checks = checks
        self.source = source
        self.settings = settings
        self.maximumAge = maximumAge
        self.mark = mark
        self.clock = clock
        self.report = report
        let now = clock().monotonic
        state = Locked(
            State(
                strangers: TokenBucket(rate: settings.rate, burst: settings.burst, now: now),
                known: TokenBucket(
                    rate: settings.rate * settings.knownFactor, burst: settings.burst * settings.knownFactor, now: now))
        )
    }

    /// What happened since the start.
    var counts: LookUpCounts { state.withLock { $0.counts } }

    /// The cluster's thresholds as they were looked up, if they were.
    var learned: Learned? { newestThresholds.withLock { $0 } }

    /// Looks an entry up, or waits with who does; calls back once.
    func look(
        _ lookUp: LookUp, isKnown: Bool, until deadline: Monotonic, completion: @escaping @Sendable (Outcome) -> Void
    ) {
        let now = clock().monotonic
        let timeout = min(settings.timeout, deadline.since(now))
        guard timeout >= Self.leastTimeout else { return completion(.failure(.ledger)) }
        let isAsked = state.withLock { state -> Bool? in
            if state.flights[lookUp] != nil {
                state.flights[lookUp]?.waiters.append(completion)
                state.counts.joined += 1
                return false
            }
            guard admits(isKnown: isKnown, now, &state) else {
                state.counts.refused += 1
                return nil
            }
            state.flights[lookUp] = Flight(isKnown: isKnown, waiters: [completion])
            state.counts.asked += 1
            return true
        }
        switch isAsked {
        case nil: completion(.failure(.budget))
        case false?: break
        case true?:
            // What is under way keeps all of this alive: each flight ends.
            source.ask(lookUp.name, agreement: lookUp.agreement, timeout: timeout) { self.arrived(lookUp, $0) }
        }
    }

    private func admits(isKnown: Bool, _ now: Monotonic, _ state: inout State) -> Bool {
        if isKnown { return state.known.take(at: now) }
        guard state.strangersUnderWay < settings.concurrent, state.strangers.take(at: now) else { return false }
        state.strangersUnderWay += 1
        return true
    }

    private func arrived(_ lookUp: LookUp, _ result: Result<EntryAnswer, LedgerError>) {
        let result = taken(lookUp, result)
        let (waiters, event) = state.withLock { state in
            let flight = state.flights.removeValue(forKey: lookUp)
            if flight?.isKnown == false { state.strangersUnderWay -= 1 }
            return (flight?.waiters ?? [], Self.note(result, of: lookUp, in: &state))
        }
        if let event { report(event) }
        let outcome: Outcome =
            switch result {
            case .success: .success(())
            case .failure: .failure(.ledger)
            }
        for waiter in waiters { waiter(outcome) }
    }

    /// Counts how a question ended; what an operator should read, if that is news.
    private static func note(
        _ result: Result<Void, LedgerError>, of lookUp: LookUp, in state: inout State
    ) -> DirectoryEvent? {
        switch result {
        case .success:
            let former = state.lastFailures.removeValue(forKey: lookUp.isConfirmation)
            return former != nil && state.lastFailures.isEmpty ? .lookUpsWork : nil
        case .failure(let error):
            state.counts.failures[error.code, default: 0] += 1
            let isNews = !state.lastFailures.values.contains(error.code)
            state.lastFailures[lookUp.isConfirmation] = error.code
            return isNews ? .lookUpsFail(error) : nil
        }
    }

    /// Remembers an answer, if it can be true.
    private func taken(_ lookUp: LookUp, _ result: Result<EntryAnswer, LedgerError>) -> Result<Void, LedgerError> {
        do throws(LedgerError) {
            let answer = try result.get()
            let now = clock()
            let age = state.withLock { $0.heights.age(of: answer.freshness.checkpoint, at: now.monotonic) }
            guard age <= maximumAge else { throw LedgerError(.stale, "the node's height stands still") }
            let timestamp = answer.freshness.timestamp
            guard FollowMark.distance(from: timestamp, to: now.wall) <= maximumAge,
                !FollowMark.isAhead(timestamp, of: now.wall)
            else { throw LedgerError(.stale, "the node is behind the time, or our clock is") }
            do throws(LedgerError) { try take(answer, lookUp, now) } catch {
                state.withLock { $0.counts.contradicted += 1 }
                throw error
            }
            state.withLock { state in
                if case .nothing = answer.content { state.counts.nothing += 1 } else { state.counts.found += 1 }
            }
            return .success(())
        } catch { return .failure(error) }
    }

    /// An answer that is older than what we know, or contradicts it, says nothing about the present.
    private func take(_ answer: EntryAnswer, _ lookUp: LookUp, _ now: Moment) throws(LedgerError) {
        // Before the tables, which have at least what it speaks of.
        let mark = mark()
        let known: EntryAnswer.Content
        switch (lookUp.name, answer.content) {
        case (.seal(let key), .seal), (.seal(let key), .nothing):
            known = tables.seal(key).map { .seal($0) } ?? .nothing
        case (.account(let owner), .account), (.account(let owner), .nothing):
            known = tables.account(owner).map { .account($0) } ?? .nothing
        case (.params, .params(let params)):
            learn(params.thresholds, confirmed: lookUp.isConfirmation ? now.monotonic : nil)
            return
        case (.params, .nothing): throw LedgerError(.malformed, "the pool has no parameters that can be read")
        default: throw LedgerError(.malformed, "the node answers another question")
        }
        guard answer.content.canFollow(known) else { throw Self.older }
        let check = CheckLog.Check(content: answer.content, at: now.monotonic, freshness: answer.freshness)
        let isFollowed = mark.isComplete || known.sequence != nil
        guard
            checks.note(
                check, of: lookUp.name, isConfirmed: lookUp.isConfirmation, mark: isFollowed ? mark : nil)
        else { throw Self.older }
    }

    /// What one node says of the thresholds takes nothing from what several have said.
    private func learn(_ thresholds: TierThresholds, confirmed: Monotonic?) {
        newestThresholds.withLock { newest in
            guard confirmed != nil || newest?.confirmed == nil else { return }
            newest = Learned(thresholds: thresholds, confirmed: confirmed)
        }
    }

    private static let older = LedgerError(.stale, "the node says what was, or what never was")
}
