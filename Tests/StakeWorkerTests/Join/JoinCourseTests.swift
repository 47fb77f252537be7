// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@testable import StakeWorker

@Suite struct JoinCourseTests {
    /// A machine of which nothing is there yet.
    static var nothing: JoinSight {
        JoinSight(
            nodeID: "rack-1", wanted: 3 * Mist.perSUI, minimum: 0, joinKey: nil,
            chain: ChainSight(account: nil, worker: nil, params: FakeChain.params(), seal: nil, epoch: 5),
            seal: .absent,
            isMasterVerified: false, isWritten: false, joined: nil, agent: .inactive, now: 1000)
    }

    /// A machine that has joined.
    static var joined: JoinSight {
        var sight = nothing
        let chain = FakeChain()
        chain.makeWorking()
        sight.chain.account = chain.now.account
        sight.chain.worker = chain.now.worker
        sight.joinKey = Bytes32(hex: String(repeating: "01", count: 32))
        sight.seal = .live
        sight.isWritten = true
        sight.joined = JoinedNode(nodeName: "n-abc-1", serverURL: "https://s:6443", tokenExpiresMilliseconds: 2000)
        sight.agent = .active
        return sight
    }

    @Test func `the whole way has this order`() {
        let (steps, end) = JoinCourse.plan(Self.nothing)
        #expect(
            steps == [
                .makeKeys, .stake(3_000_000_000), .register, .mintSeal, .verifyMaster, .join, .startAgent,
            ])
        #expect(end == .done)
    }

    @Test func `a machine that has joined has nothing to do`() { #expect(JoinCourse.next(Self.joined) == .done) }

    /// What is wrong with a machine that had joined, and what comes next.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let change: @Sendable (inout JoinSight) -> Void
        let next: JoinCourse.Decision
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "keys are gone", change: { $0.joinKey = nil }, next: .take(.makeKeys)),
        Case(name: "no stake", change: { $0.chain.account?.nodeAmount = 0 }, next: .take(.stake(3_000_000_000))),
        Case(
            name: "stake below the minimum", change: { $0.chain.account?.nodeAmount = 999_999_999 },
            next: .take(.increase(1))),
        Case(
            name: "stake below what a worse score needs",
            change: {
                $0.chain.account?.nodeAmount = 1_000_000_000
                $0.chain.account?.score = 50
            }, next: .take(.increase(500_000_000))),
        Case(
            name: "stake below what the staker wants kept", change: { $0.minimum = 2_000_000_001 },
            next: .take(.increase(1))),
        Case(name: "not registered", change: { $0.chain.worker = nil }, next: .take(.register)),
        Case(name: "retired", change: { $0.chain.worker?.status = 5 }, next: .take(.register)),
        Case(name: "slashed, and staked again", change: { $0.chain.worker?.status = 4 }, next: .take(.register)),
        Case(name: "another key", change: { $0.chain.worker?.joinKey = [2] }, next: .take(.setJoinKey)),
        Case(name: "no seal", change: { $0.seal = .absent }, next: .take(.mintSeal)),
        Case(name: "a seal that the chain has not heard of", change: { $0.seal = .unminted }, next: .take(.mintSeal)),
        Case(name: "a dead seal", change: { $0.seal = .dead }, next: .take(.mintSeal)),
        Case(
            name: "no configuration", change: { $0.isWritten = false }, next: .take(.verifyMaster)),
        Case(
            name: "no configuration, and the master is known",
            change: {
                $0.isWritten = false
                $0.isMasterVerified = true
            }, next: .take(.join)),
        Case(name: "files of nobody knows whom", change: { $0.joined = nil }, next: .take(.verifyMaster)),
        Case(name: "agent stopped, token good", change: { $0.agent = .inactive }, next: .take(.startAgent)),
        Case(
            name: "agent stopped, token good for a last moment",
            change: {
                $0.agent = .inactive
                $0.now = 1999
            }, next: .take(.startAgent)),
        Case(
            name: "agent stopped, token over",
            change: {
                $0.agent = .inactive
                $0.now = 2000
            }, next: .take(.verifyMaster)),
        Case(name: "agent on its way", change: { $0.agent = .activating }, next: .done),
        Case(
            name: "agent on its way with a token that is over",
            change: {
                $0.agent = .activating
                $0.now = 2001
            }, next: .take(.verifyMaster)),
        Case(name: "token over, and the machine is in", change: { $0.now = 99_999 }, next: .done),
        Case(
            name: "registered anew, and the agent runs under the name of before",
            change: { $0.chain.worker?.status = 1 },
            next: .take(.verifyMaster)),
        Case(
            name: "registered anew, and the agent is on its way under the name of before",
            change: {
                $0.chain.worker?.status = 1
                $0.agent = .activating
            }, next: .take(.verifyMaster)),
        Case(
            name: "let in under another name than the agent's", change: { $0.chain.worker?.nodeName = "n-abc-2" },
            next: .take(.verifyMaster)),
        Case(
            name: "let in, and a node that is behind does not know it yet",
            change: {
                $0.chain.worker?.status = 1
                $0.chain.worker?.nodeName = ""
            }, next: .done),
        Case(
            name: "let in again, and a node that is behind does not know it yet",
            change: {
                $0.chain.worker?.status = 1
                $0.joined?.nodeName = "n-abc-2"
            }, next: .done),
        Case(name: "slashed", change: { $0.chain.account?.status = 3 }, next: .refused(.slashed)),
        Case(
            name: "staked for another name", change: { $0.chain.account?.nodeID = "rack-2" },
            next: .refused(.otherNode("rack-2"))),
        Case(
            name: "suspended",
            change: {
                $0.chain.worker?.status = 3
                $0.chain.worker?.reason = "noisy"
            }, next: .refused(.suspended("noisy"))),
    ]

    @Test(arguments: cases) func `what comes next`(_ one: Case) {
        var sight = Self.joined
        one.change(&sight)
        #expect(JoinCourse.next(sight) == one.next)
    }

    @Test(arguments: cases) func `every way ends`(_ one: Case) {
        var sight = Self.joined
        one.change(&sight)
        let (steps, end) = JoinCourse.plan(sight)
        #expect(steps.count < JoinCourse.longest && Set(steps).count == steps.count)
        if case .take = end { Issue.record("no end after \(steps)") }
    }

    @Test func `an obstacle says what to do about it`() {
        let texts = [
            JoinObstacle.slashed.failure, JoinObstacle.otherNode("rack-2").failure, JoinObstacle.suspended("").failure,
            JoinObstacle.suspended("noisy").failure,
        ].map(\.description)
        #expect(texts[0].contains("restake") && texts[1].contains("rack-2") && texts[3].contains("noisy"))
        #expect(!texts[2].contains("()"))
    }
}
