// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// Lets machines join: looks at what comes on the caller's thread, and does what takes time on threads of its own.
///
/// What is refused without asking anybody is refused first; a nonce is redeemed before the signature is looked at, so that one nonce
/// is one try. Who does not lead redeems none: whoever hears so may bring the same to the one that does.
final class JoinService: Sendable {
    private let facts: JoinFacts
    private let settings: JoinSettings
    private let challenges: ChallengeBook
    private let course: JoinCourse
    private let term: @Sendable () -> WallTime?
    private let state: Monitor<State>
    private let threads = Locked<[SharedThread]>([])

    private struct Work: Sendable {
        let claim: VerifiedJoinClaim
        let password: NodePassword
        let now: WallTime
        let completion: @Sendable (JoinOutcome) -> Void
    }

    private struct State {
        var desk: JoinDesk
        var queue: [Work] = []
        var isStopped = false
        var counts = Counts()
    }

    /// What became of joins since the start.
    struct Counts: Hashable, Sendable {
        /// Those that were let in.
        var joined = 0
        /// Those that were not, by ``JoinRefusal/label``.
        var refused: [String: Int] = [:]
    }

    /// A service that has not begun; `term` says since when this controller leads, and `nil` where another may.
    init(
        _ facts: JoinFacts, _ settings: JoinSettings, challenges: ChallengeBook, course: JoinCourse,
        term: @escaping @Sendable () -> WallTime?
    ) {
        self.facts = facts
        self.settings = settings
        self.challenges = challenges
        self.course = course
        self.term = term
        state = Monitor(State(desk: JoinDesk(room: settings.inHand)))
    }

    /// Gets its threads.
    func start() throws(SystemError) {
        for _ in 0..<max(1, settings.threads) {
            let thread = try SharedThread(name: "joins") { [self] in work() }
            threads.withLock { $0.append(thread) }
        }
    }

    /// Refuses what is waiting, and waits for what is under way.
    func stop() {
        let waiting = state.withLock { state in
            state.isStopped = true
            defer { state.queue = [] }
            return state.queue
        }
        state.notifyAll()
        for work in waiting { finish(work, .refused(.overloaded)) }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// What became of joins.
    var counts: Counts { state.withLock { $0.counts } }

    /// How many are joining.
    var inHand: Int { state.withLock { $0.desk.owners.count } }

    /// Lets a machine of `owner`, who has shown a worker's seal, join; calls back once, at once or from a thread of its own.
    func join(
        _ request: JoinRequest, owner: Address, now: WallTime, completion: @escaping @Sendable (JoinOutcome) -> Void
    ) {
        guard let term = term() else { return refuse(.notLeader, completion) }
        do throws(JoinRefusal) {
            try enter(owner)
        } catch {
            return refuse(error, completion)
        }
        let claim: VerifiedJoinClaim
        do throws(JoinRefusal) {
            claim = try check(request, owner: owner, since: term, now: now)
        } catch {
            leave(owner)
            return refuse(error, completion)
        }
        let work = Work(claim: claim, password: request.nodePassword, now: now, completion: completion)
        let isTaken = state.withLock { state in
            guard !state.isStopped else { return false }
            state.queue.append(work)
            return true
        }
        guard isTaken else { return finish(work, .refused(.overloaded)) }
        state.notifyAll()
    }

    /// What can be said without asking anybody, what costs least first.
    private func check(
        _ request: JoinRequest, owner: Address, since term: WallTime, now: WallTime
    ) throws(JoinRefusal) -> VerifiedJoinClaim {
        let unverified: UnverifiedJoinClaim
        do throws(JoinFault) { unverified = try request.unverified() } catch { throw .claim(error) }
        let claim = unverified.claim
        guard claim.owner == owner else { throw .otherOwner }
        // Which key the server had is in the nonce: it may have been given another since.
        do throws(JoinFault) {
            try claim.check(cluster: facts.cluster, serverKey: claim.serverKey, at: now)
        } catch { throw .claim(error) }
        let isSigned: Bool
        do throws(CryptoError) { isSigned = try request.nodePassword.matches(claim.passwordDigest) } catch {
            throw .failed
        }
        guard isSigned else { throw .claim(.wrongPassword) }
        try challenges.redeem(
            claim.nonce, .join, address: owner, serverKey: claim.serverKey, since: term, now: now)
        do throws(JoinFault) { return try unverified.verified() } catch { throw .claim(error) }
    }

    private func work() {
        while true {
            let next = state.wait { state -> Work?? in
                if state.isStopped { return .some(nil) }
                return state.queue.isEmpty ? nil : .some(state.queue.removeFirst())
            }
            guard let work = next ?? nil else { return }
            do throws(JoinRefusal) {
                finish(work, .joined(try course.run(work.claim, work.password, now: work.now)))
            } catch {
                finish(work, .refused(error))
            }
        }
    }

    private func finish(_ work: Work, _ outcome: JoinOutcome) {
        leave(work.claim.claim.owner)
        switch outcome {
        case .joined:
            state.withLock { $0.counts.joined += 1 }
            work.completion(outcome)
        case .refused(let refusal): refuse(refusal, work.completion)
        }
    }

    private func refuse(_ refusal: JoinRefusal, _ completion: @Sendable (JoinOutcome) -> Void) {
        state.withLock { $0.counts.refused[refusal.label, default: 0] += 1 }
        completion(.refused(refusal))
    }

    private func enter(_ owner: Address) throws(JoinRefusal) {
        try state.withLock { state throws(JoinRefusal) in try state.desk.enter(owner) }
    }

    private func leave(_ owner: Address) { state.withLock { $0.desk.leave(owner) } }
}
