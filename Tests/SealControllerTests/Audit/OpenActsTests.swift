// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

/// Acts whose end somebody hears of, or nobody.
@Suite(.timeLimit(.minutes(10))) struct OpenActsTests {
    private static let act = ActRecord(.podEvict, "team-a/a", .begun)
    private static let done = ActRecord(.podEvict, "team-a/a", .done)

    private let journal = FakeJournal()

    @Test func `an act is written down once, by whoever hears of it first`() {
        let acts = OpenActs(journal)
        let number = acts.open(Self.act)
        #expect(acts.count == 1 && journal.words.isEmpty)
        acts.close(number, Self.done, at: Sample.start)
        acts.close(number, Self.act.ended(.failed(ActCode("timeout"))), at: Sample.start)
        acts.settle(within: .zero)
        #expect(journal.words == ["pod_evict team-a/a done"] && acts.count == 0)
    }

    @Test func `what is no act has no number and no record`() {
        let acts = OpenActs(journal)
        let number = acts.open(nil)
        acts.close(number, Self.done, at: Sample.start)
        #expect(number == nil && acts.count == 0 && journal.words.isEmpty)
    }

    @Test func `an act that is to be done again has no record`() {
        let acts = OpenActs(journal)
        acts.close(acts.open(Self.act), nil, at: Sample.start)
        acts.settle(within: .zero)
        #expect(journal.words.isEmpty)
    }

    @Test func `of what nobody hears it is written down that nobody knows, in its order, and only once`() {
        let acts = OpenActs(journal)
        let subjects = ["c", "a", "b"]
        let numbers = subjects.map { acts.open(ActRecord(.nodeTaint, $0, .begun)) }
        acts.settle(within: .zero)
        for number in numbers { acts.close(number, Self.done, at: Sample.start) }
        acts.settle(within: .zero)
        #expect(journal.words == subjects.map { "node_taint \($0) failed(unknown)" })
    }

    @Test func `it is waited for whoever answers in time, and for nobody longer than that`() throws {
        let acts = OpenActs(journal)
        let (first, second) = (acts.open(Self.act), acts.open(ActRecord(.nodeTaint, "n-0", .begun)))
        let journal = journal
        let answer = try SharedThread(name: "answer") { acts.close(first, Self.done, at: Sample.start) }
        let other = try SharedThread(name: "answer") {
            // The last one: whoever waits is let go by it.
            while acts.count > 1 { Pause.take(.milliseconds(1)) }
            acts.close(second, ActRecord(.nodeTaint, "n-0", .done), at: Sample.start)
        }
        acts.settle(within: .seconds(300))
        #expect(journal.words == ["pod_evict team-a/a done", "node_taint n-0 done"])
        answer.join()
        other.join()
    }
}
