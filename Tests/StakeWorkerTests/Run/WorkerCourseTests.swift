// SPDX-License-Identifier: Apache-2.0
import Kernel
import TestSupport
import Testing
import WorkerProtocol

@testable import StakeWorker

@Suite struct WorkerCourseTests {
    /// A course with its clock, in seconds.
    private struct Player {
        var course = WorkerCourse()
        var seconds: UInt64 = 1000

        mutating func take(_ news: WorkerNews, after wait: UInt64 = 30) -> [WorkerCourse.Action] {
            seconds += wait
            return course.take(news, at: Monotonic(nanoseconds: seconds * 1_000_000_000))
        }

        var phase: WorkerPhase.Name { course.phase.name }
    }

    private static func lost(_ reason: LossReason = .slashed, agreed: Bool = true, pods: Int? = 3) -> WorkerNews {
        WorkerNews(standing: .lost(reason), isAgreed: agreed, master: nil, agent: .active, pods: pods)
    }

    private static let good = WorkerNews(standing: .working, isAgreed: false, master: nil, agent: .active, pods: 3)
    private static let silence = WorkerNews(standing: .unknown, isAgreed: false, master: nil, agent: .active, pods: 3)

    @Test func `a machine that may work does nothing`() {
        var player = Player()
        for _ in 0..<10 { #expect(player.take(Self.good).isEmpty) }
        #expect(player.phase == .working)
    }

    @Test func `an outage is no reason for anything, however long it lasts`() {
        var player = Player()
        for _ in 0..<20_000 { #expect(player.take(Self.silence).isEmpty) }
        #expect(player.phase == .working)
    }

    @Test func `a slashing empties the machine and stops its agent`() {
        var player = Player()
        #expect(player.take(Self.lost(agreed: false)) == [.lookAgain(after: .seconds(3)), .say])
        #expect(player.phase == .doubting)
        // The first word that counts is one that several nodes agreed on.
        #expect(player.take(Self.lost(), after: 3) == [.lookAgain(after: .seconds(3))])
        #expect(player.take(Self.lost(), after: 3) == [.lookAgain(after: .seconds(3)), .say])
        #expect(player.phase == .draining && player.course.phase.reason == .slashed)
        #expect(player.take(Self.lost(pods: 1), after: 3) == [.lookAgain(after: .seconds(3))])
        #expect(player.take(Self.lost(pods: 0), after: 3) == [.stopAgent, .say])
        #expect(player.phase == .stopping)
        var stopped = Self.lost(pods: 0)
        stopped.agent = .inactive
        #expect(player.take(stopped, after: 3) == [.say])
        #expect(player.phase == .stopped && player.course.phase.reason == .slashed)
        #expect(player.take(stopped).isEmpty)
    }

    @Test func `pods have until the grace is over, and no longer`() {
        // 1000 + 3 + 3 + 3 is when it begins to drain; 300 s later is the end.
        for (wait, isStopped) in [(299, false), (300, true), (301, true)] as [(UInt64, Bool)] {
            var player = Player()
            for _ in 0..<3 { _ = player.take(Self.lost(agreed: true), after: 3) }
            #expect(player.phase == .draining)
            let actions = player.take(Self.lost(), after: wait)
            #expect(actions.contains(.stopAgent) == isStopped, "\(wait)")
        }
    }

    @Test func `pods that cannot be counted are waited for`() {
        var player = Player()
        for _ in 0..<3 { _ = player.take(Self.lost(), after: 3) }
        #expect(player.take(Self.lost(pods: nil), after: 299).contains(.stopAgent) == false)
        #expect(player.take(Self.lost(pods: nil), after: 1).contains(.stopAgent))
    }

    @Test func `one word is not enough, and neither is a short while`() {
        var player = Player()
        _ = player.take(Self.lost())
        // The second word that counts, and one second too early.
        _ = player.take(Self.lost(), after: 4)
        #expect(player.phase == .doubting)
        _ = player.take(Self.lost(), after: 1)
        #expect(player.phase == .draining)
    }

    @Test func `a stake that was taken out or is too small is waited for longer`() {
        for reason in [LossReason.unstaked, .belowRequired] {
            var player = Player()
            _ = player.take(Self.lost(reason))
            _ = player.take(Self.lost(reason), after: 30)
            _ = player.take(Self.lost(reason), after: 29)
            #expect(player.phase == .doubting)
            _ = player.take(Self.lost(reason), after: 1)
            #expect(player.phase == .draining)
        }
    }

    @Test func `a word to the contrary ends the doubt`() {
        var player = Player()
        _ = player.take(Self.lost())
        _ = player.take(Self.lost(), after: 3)
        #expect(player.take(Self.good, after: 3) == [.say])
        #expect(player.phase == .working)
        // It begins anew.
        _ = player.take(Self.lost(), after: 3)
        #expect(player.phase == .doubting)
    }

    @Test func `silence neither feeds a doubt nor ends it`() {
        var player = Player()
        _ = player.take(Self.lost())
        for _ in 0..<100 { #expect(player.take(Self.silence) == [.lookAgain(after: .seconds(3))]) }
        #expect(player.phase == .doubting)
        _ = player.take(Self.lost(), after: 3)
        #expect(player.phase == .draining)
    }

    @Test func `words that nobody agreed on never stop a machine`() {
        var player = Player()
        for _ in 0..<100 { _ = player.take(Self.lost(agreed: false)) }
        #expect(player.phase == .doubting)
    }

    @Test(arguments: [WorkerStanding.slashed, .retired]) func `a master's word makes it look, and no more`(
        _ standing: WorkerStanding
    ) {
        var player = Player()
        var news = Self.good
        news.master = MasterWord(standing: standing, drains: true)
        for _ in 0..<100 { #expect(player.take(news) == [.lookAgain(after: .seconds(3))]) }
        #expect(player.phase == .working)
        // Several nodes have contradicted it: it is looked at again in the next round.
        news.isAgreed = true
        #expect(player.take(news).isEmpty && player.phase == .working)
        news.isAgreed = false
        news.master = MasterWord(standing: .active, drains: false)
        #expect(player.take(news).isEmpty)
    }

    @Test(arguments: [MachineStanding.suspended, .pending]) func `a suspended machine keeps its agent`(
        _ standing: MachineStanding
    ) {
        var player = Player()
        var news = Self.good
        news.standing = standing
        for _ in 0..<100 { #expect(player.take(news).isEmpty) }
        #expect(player.phase == .working)
    }

    @Test func `stake that comes back while pods leave keeps the machine, once it is sure`() {
        var player = Player()
        for _ in 0..<3 { _ = player.take(Self.lost(.unstaked), after: 30) }
        #expect(player.phase == .draining)
        _ = player.take(Self.good, after: 3)
        #expect(player.phase == .draining)
        // A word to the contrary in between begins it anew.
        _ = player.take(Self.lost(.unstaked), after: 3)
        _ = player.take(Self.good, after: 3)
        #expect(player.phase == .draining)
        #expect(player.take(Self.good, after: 3) == [.say])
        #expect(player.phase == .working)
    }

    @Test func `an agent that does not stop is told again`() {
        var player = Player()
        for _ in 0..<3 { _ = player.take(Self.lost(pods: 0), after: 3) }
        #expect(player.phase == .stopping)
        for agent in [AgentState.active, .activating, .unknown] {
            var news = Self.lost(pods: 0)
            news.agent = agent
            #expect(player.take(news, after: 3) == [.stopAgent, .lookAgain(after: .seconds(3))])
        }
        for agent in [AgentState.failed, .missing] {
            var other = player
            var news = Self.lost(pods: 0)
            news.agent = agent
            #expect(other.take(news, after: 3) == [.say] && other.phase == .stopped)
        }
    }

    @Test func `an agent that somebody starts stops again unless the chain lets it`() {
        var player = Player()
        player.course = WorkerCourse(stopped: .slashed)
        #expect(player.take(Self.silence).isEmpty && player.phase == .stopped)
        #expect(player.take(Self.lost()) == [.stopAgent, .say])
        player.course = WorkerCourse(stopped: .slashed)
        #expect(player.take(Self.good).isEmpty && player.phase == .stopped)
        #expect(player.take(Self.good) == [.say] && player.phase == .working)
    }

    @Test func `a machine that has joined again is not stopped by a node that is behind`() {
        var player = Player()
        player.course = WorkerCourse(stopped: .slashed)
        #expect(player.take(Self.lost(agreed: false)) == [.lookAgain(after: .seconds(3))] && player.phase == .stopped)
        #expect(player.take(Self.good, after: 3).isEmpty)
        #expect(player.take(Self.good) == [.say] && player.phase == .working)
        // One that was not started again, or that several say no to, stays or goes.
        player.course = WorkerCourse(stopped: .slashed)
        _ = player.take(Self.lost(agreed: false))
        #expect(player.take(Self.lost(), after: 3) == [.stopAgent, .say] && player.phase == .stopping)
    }

    /// Whatever happens otherwise: an agent is stopped only where the chain has said no at least twice, agreed, since it last said yes.
    @Test(arguments: Seeds.all) func `no agent stops without the chain's word`(_ seed: Int) {
        var numbers = SplitMix(UInt64(seed))
        var player = Player()
        var agreedNo = 0
        for _ in 0..<5000 {
            var news = WorkerNews()
            switch numbers.next() % 5 {
            case 0: news.standing = .working
            case 1: news.standing = .lost(LossReason.allCases[Int(numbers.next() % 4)])
            case 2: news.standing = .suspended
            default: break
            }
            news.isAgreed = numbers.next() % 2 == 0
            news.agent = AgentState.allCases[Int(numbers.next() % 6)]
            news.pods = numbers.next() % 3 == 0 ? nil : Int(numbers.next() % 3)
            if numbers.next() % 3 == 0 { news.master = MasterWord(standing: .slashed, drains: true) }
            let wasOut = [.draining, .stopping, .stopped].contains(player.phase)
            if case .lost = news.standing, news.isAgreed { agreedNo += 1 }
            let actions = player.take(news, after: numbers.next() % 90)
            if actions.contains(.stopAgent) { #expect(wasOut || agreedNo >= 2) }
            if player.phase == .working { agreedNo = 0 }
        }
    }
}

/// Numbers that are the same each time.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
