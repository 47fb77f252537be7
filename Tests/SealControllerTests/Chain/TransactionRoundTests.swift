// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

/// What is told together, and what apart.
struct TransactionRoundTests {
    /// Tells so many to a chain that refuses each transaction with one of `bad` in it; gives the transactions and the replies, in order.
    static func told(_ count: Int, bad: Set<Int>) -> (transactions: [[Int]], replies: [Int: [String]]) {
        var round = TransactionRound<Int, String>(Array(0..<count))
        var transactions: [[Int]] = []
        var replies: [Int: [String]] = [:]
        while let steps = round.next {
            transactions.append(steps)
            let isRefused = steps.contains { bad.contains($0) }
            for (step, reply) in round.settle(isRefused ? .one("refused") : .all("done")) {
                replies[step, default: []].append(reply)
            }
        }
        return (transactions, replies)
    }

    @Test func `what is good goes in one transaction, and nothing in none`() {
        #expect(Self.told(5, bad: []).transactions == [[0, 1, 2, 3, 4]])
        #expect(Self.told(0, bad: []).transactions == [])
    }

    @Test func `what is refused is looked for in halves, in order`() {
        #expect(Self.told(5, bad: [3]).transactions == [[0, 1, 2, 3, 4], [0, 1], [2, 3, 4], [2], [3, 4], [3], [4]])
        #expect(Self.told(1, bad: [0]).transactions == [[0]])
    }

    @Test func `whichever of six are bad, each has one reply, and the right one`() {
        for mask in 0..<64 {
            let bad = Set((0..<6).filter { mask >> $0 & 1 == 1 })
            let (transactions, replies) = Self.told(6, bad: bad)
            for step in 0..<6 { #expect(replies[step] == [bad.contains(step) ? "refused" : "done"]) }
            // What was carried out was carried out once.
            let done = transactions.filter { bad.isDisjoint(with: $0) }.joined()
            #expect(done.count == Set(done).count)
            #expect(transactions.count <= 11, "at most twice as many as steps")
        }
    }

    @Test func `what is known to be refused is taken out alone`() {
        var round = TransactionRound<Int, String>(Array(0..<200))
        #expect(round.settle(.one("refused", at: 117)).map(\.step) == [117])
        #expect(round.next == Array(0..<117) + Array(118..<200))
        #expect(round.settle(.all("done")).count == 199 && round.next == nil)
    }

    @Test(arguments: [-1, 5, .max]) func `a place that is none is looked for in halves`(_ place: Int) {
        var round = TransactionRound<Int, String>(Array(0..<5))
        #expect(round.settle(.one("refused", at: place)).isEmpty && round.next == [0, 1])
    }

    @Test func `of one step it is that one, wherever it is said to be`() {
        var round = TransactionRound<Int, String>([7])
        #expect(round.settle(.one("refused", at: 3)).map(\.step) == [7] && round.next == nil)
    }

    @Test func `what no other choice would change is not told apart`() {
        var round = TransactionRound<Int, String>([1, 2, 3])
        #expect(round.settle(.one("refused")).isEmpty)
        #expect(round.settle(.all("unknown")).map(\.step) == [1])
        #expect(round.next == [2, 3])
        #expect(round.settle(.all("unknown")).map(\.reply) == ["unknown", "unknown"])
        #expect(round.next == nil && round.settle(.all("nothing")).isEmpty)
    }
}
