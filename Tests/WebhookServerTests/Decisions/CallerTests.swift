// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import StakeRBAC
import Testing

@testable import WebhookServer

/// Whom standings make of a claimant.
@Suite struct CallerTests {
    static func identity(_ tier: Tier, _ stake: UInt64 = 1) -> Identity {
        Identity(owner: Bytes32(), seal: nil, tier: tier, stake: stake)
    }

    @Test func `a staker is what the seal is worth`() {
        #expect(Caller(staker: .good(Self.identity(.admin))) == .staker(Self.identity(.admin)))
        #expect(Caller(staker: .refused(.revoked)) == .dead(.revoked))
    }

    static let shared: [([Standing], Caller)] = [
        ([.good(identity(.super))], .serviceAccount(identity(.super))),
        // Each of them may use the account: nobody gets more by it than they have.
        ([.good(identity(.super)), .good(identity(.developer))], .serviceAccount(identity(.developer))),
        ([.good(identity(.viewer)), .good(identity(.super))], .serviceAccount(identity(.viewer))),
        ([.good(identity(.admin, 7)), .good(identity(.admin, 5))], .serviceAccount(identity(.admin, 5))),
        // Who has nothing any more takes nothing from the others.
        ([.refused(.slashed), .good(identity(.admin))], .serviceAccount(identity(.admin))),
        ([.good(identity(.admin)), .refused(.unstaked)], .serviceAccount(identity(.admin))),
        ([.refused(.slashed), .refused(.unstaked)], .dead(.slashed)),
        // Who cannot be told might have the least.
        ([.good(identity(.admin)), .refused(.ledgerUnavailable)], .dead(.ledgerUnavailable)),
        ([.refused(.tooManyLookUps), .good(identity(.admin))], .dead(.tooManyLookUps)),
        ([.refused(.slashed), .refused(.unconfirmed)], .dead(.unconfirmed)),
        ([], .dead(.unstaked)),
    ]

    @Test(arguments: shared)
    func `a service account has what the least of its owners has`(_ standings: [Standing], _ expected: Caller) {
        #expect(Caller(serviceAccountOf: standings) == expected)
    }
}

/// Several standings, of which some only look-ups can tell.
@Suite struct StandingsQuestionTests {
    private final class Question: StandingQuestion {
        private let waiting = Locked<[@Sendable (Standing) -> Void]>([])

        func ask(until deadline: Monotonic, completion: @escaping @Sendable (Standing) -> Void) {
            waiting.withLock { $0.append(completion) }
        }

        func answer(_ standing: Standing) { for completion in waiting.withLock({ $0 }) { completion(standing) } }
    }

    private let later = Monotonic(nanoseconds: 7)
    private let answers = Locked<[Caller]>([])

    private func ask(_ decisions: [StandingDecision]) -> Bool {
        guard case .open(let question) = CallerDecision(decisions, as: { Caller(serviceAccountOf: $0) }) else {
            return false
        }
        let answers = answers
        question.ask(until: later) { caller in answers.withLock { $0.append(caller) } }
        return true
    }

    @Test func `what is known needs no question`() {
        let decision = CallerDecision([.decided(.refused(.slashed))]) { Caller(serviceAccountOf: $0) }
        guard case .decided(.dead(.slashed)) = decision else {
            Issue.record("it is open")
            return
        }
    }

    @Test func `one that is open is asked, and the others wait for it`() {
        let question = Question()
        let known = Standing.good(CallerTests.identity(.admin))
        #expect(ask([.decided(known), .open(question), .decided(known)]))
        #expect(answers.withLock { $0.isEmpty })
        question.answer(.good(CallerTests.identity(.developer)))
        #expect(answers.withLock { $0 } == [.serviceAccount(CallerTests.identity(.developer))])
    }

    @Test func `several that are open are all asked, and answered once together`() {
        let questions = [Question(), Question()]
        #expect(ask(questions.map { .open($0) }))
        questions[1].answer(.good(CallerTests.identity(.viewer)))
        // Whoever answers twice is not believed twice, nor taken for the other.
        questions[1].answer(.good(CallerTests.identity(.super)))
        #expect(answers.withLock { $0.isEmpty })
        questions[0].answer(.good(CallerTests.identity(.admin)))
        questions[0].answer(.refused(.slashed))
        #expect(answers.withLock { $0 } == [.serviceAccount(CallerTests.identity(.viewer))])
    }
}
