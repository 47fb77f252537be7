// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// Whose request comes next.
@Suite(.timeLimit(.minutes(10)))
struct SubmitterTurnsTests {
    typealias Rank = CourseSight.Rank

    /// Requests as `submitter priority`, numbered from one on.
    private static func ranks(_ words: [(UInt8, UInt8)]) -> [Rank] {
        words.enumerated().map {
            Rank(number: UInt64($0.offset + 1), priority: $0.element.1, submitter: Address($0.element.0))
        }
    }

    /// What is served, one after the other.
    private static func play(_ turns: inout SubmitterTurns, _ ranks: [Rank]) -> [UInt64] {
        var (left, served) = (ranks, [UInt64]())
        while let first = turns.order(left).first {
            turns.take(first.submitter)
            served.append(first.number)
            left.removeAll { $0 == first }
        }
        return served
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let requests: [(UInt8, UInt8)]
        let order: [UInt64]
    }

    static let cases = [
        Case(testDescription: "nobody", requests: [], order: []),
        Case(testDescription: "one: the most urgent", requests: [(1, 1), (1, 10), (1, 5)], order: [2, 3, 1]),
        Case(testDescription: "one: of the same, the oldest", requests: [(1, 5), (1, 5), (1, 5)], order: [1, 2, 3]),
        Case(
            testDescription: "an urgent flood and somebody else",
            requests: [(1, 10), (1, 10), (1, 10), (1, 10), (2, 1), (2, 1)], order: [1, 5, 2, 6, 3, 4]),
        Case(
            testDescription: "three by turns, each by its own urgency",
            requests: [(1, 1), (1, 2), (2, 1), (2, 9), (3, 5)], order: [2, 4, 5, 1, 3]),
    ]

    @Test(arguments: cases) func `submitters take turns`(_ one: Case) {
        var turns = SubmitterTurns()
        let ranks = Self.ranks(one.requests)
        #expect(turns.order(ranks).map(\.number) == one.order)
        // It is the same whether it is asked for at once or each time anew.
        #expect(Self.play(&turns, ranks.reversed()) == one.order)
    }

    @Test func `who was served comes after who was not`() {
        var turns = SubmitterTurns()
        turns.take(Address(1))
        #expect(turns.order(Self.ranks([(1, 10), (2, 1)])).map(\.number) == [2, 1])
    }

    @Test func `nobody saves turns up`() {
        var turns = SubmitterTurns()
        for _ in 0..<100 { turns.take(Address(1)) }
        #expect(turns.order(Self.ranks([(1, 5), (1, 5), (2, 5), (2, 5), (2, 5)])).map(\.number) == [3, 1, 4, 2, 5])
    }

    @Test func `who comes again and again with one request has no more turns than others`() {
        var turns = SubmitterTurns()
        var (left, returns) = (Self.ranks(Array(repeating: (1, 5), count: 10)), 0)
        for round in 0..<10 {
            let often = Rank(number: UInt64(100 + round), priority: 10, submitter: Address(2))
            guard let first = turns.order(left + [often]).first else { return #expect(Bool(false), "somebody") }
            turns.take(first.submitter)
            if first == often { returns += 1 } else { left.removeAll { $0 == first } }
        }
        #expect(returns == 5)
    }

    @Test func `of one submitter's the aged come first, by age alone, and of others' none is held up`() {
        var turns = SubmitterTurns()
        let ranks = [
            Rank(number: 1, priority: 1, submitter: Address(1), isAged: true),
            Rank(number: 2, priority: 9, submitter: Address(1), isAged: true),
            Rank(number: 3, priority: 10, submitter: Address(1)),
            Rank(number: 4, priority: 1, submitter: Address(2)),
        ]
        #expect(Self.play(&turns, ranks) == [1, 4, 2, 3])
    }

    @Test func `only those are remembered who were served in this round`() {
        var turns = SubmitterTurns()
        for submitter in 1...50 { turns.take(Address(UInt8(submitter))) }
        #expect(turns.remembered == 50)
        turns.take(Address(1))
        #expect(turns.remembered == 1)
    }

    @Test(arguments: Seeds.all) func `whoever waits all along has a part of what is begun`(_ seed: Int) {
        var dice = SeededDice(UInt64(seed))
        var turns = SubmitterTurns()
        // The first never runs out, and is never urgent; the others come and go.
        let patient = Address(1)
        var waiting = [Rank(number: 1, priority: 1, submitter: patient)]
        var (served, seen, number) = ([Address: Int](), Set([patient]), UInt64(1))
        for _ in 0..<200 {
            for _ in 0..<Int.random(in: 0...3, using: &dice) {
                number += 1
                let who = Address(UInt8.random(in: 2...8, using: &dice))
                seen.insert(who)
                let rank = Rank(number: number, priority: .random(in: 1...10, using: &dice), submitter: who)
                waiting.append(rank)
            }
            let count = Int.random(in: 1...3, using: &dice)
            for rank in turns.order(waiting).prefix(count) {
                turns.take(rank.submitter)
                served[rank.submitter, default: 0] += 1
                waiting.removeAll { $0 == rank }
                guard rank.submitter == patient else { continue }
                number += 1
                waiting.append(Rank(number: number, priority: 1, submitter: patient))
                // What comes after it was seen stands behind what was seen.
                break
            }
            let all = served.values.reduce(0, +)
            #expect(served[patient] ?? 0 >= all / seen.count, "seed \(seed)")
        }
        #expect(seen.count > 3)
    }
}
