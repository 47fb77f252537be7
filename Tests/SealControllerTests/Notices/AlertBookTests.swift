// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

@Suite struct AlertBookTests {
    private static func at(_ seconds: Double) -> Moment { Sample.moment(seconds) }

    private static func slashing(_ number: UInt64, of owner: Address = NoticeSample.owner) -> Notice {
        var change = NoticeSample.change(number)
        change.owner = owner
        return .change(change)
    }

    private static func restored(_ number: UInt64) -> Notice { .change(NoticeSample.change(number, .stakeRestored)) }

    @Test func `a slashing is told at once, and again each minute until it is over`() {
        var book = AlertBook(lasting: .seconds(150))
        let none = book.due(at: Self.at(0))
        let first = book.take(Self.slashing(1), at: Self.at(0))
        #expect(none == [] && first.map(\.number) == ["1"] && first[0].ends == Sample.wall(150))
        let times = [59.999, 60, 119.999, 120, 149, 180]
        let told = times.map { book.due(at: Self.at($0)).map(\.number) }
        #expect(told == [[], ["1"], [], ["1"], [], []])
    }

    @Test func `stake that is put in again ends the owner's alerts, and no other's`() {
        var book = AlertBook(lasting: .seconds(3600))
        _ = book.due(at: Self.at(0))
        _ = book.take(Self.slashing(1), at: Self.at(0))
        _ = book.take(Self.slashing(2, of: Address(4)), at: Self.at(0))
        let over = book.take(Self.restored(3), at: Self.at(10))
        #expect(over.map(\.number) == ["1"] && over[0].ends == Sample.wall(10) && over[0].tier == "admin")
        #expect(book.due(at: Self.at(60)).map(\.number) == ["2"])
    }

    @Test func `nobody is told that what was never shown is over`() {
        var book = AlertBook(lasting: .seconds(3600))
        let over = book.take(Self.restored(3), at: Self.at(10))
        #expect(over == [])
    }

    @Test func `what is told once more is shown once`() {
        var book = AlertBook(lasting: .seconds(3600))
        _ = book.due(at: Self.at(0))
        _ = book.take(Self.slashing(1), at: Self.at(0))
        _ = book.take(Self.slashing(1), at: Self.at(1))
        #expect(book.due(at: Self.at(60)).count == 1)
    }

    @Test func `an end never comes before its beginning`() {
        var book = AlertBook(lasting: .seconds(3600))
        _ = book.take(Self.slashing(1), at: Self.at(0))
        let over = book.take(Self.restored(2), at: Self.at(-5))
        #expect(over.first?.ends == Sample.start)
    }

    @Test(arguments: [(AlertBook.capacity - 1, "1"), (AlertBook.capacity, "1"), (AlertBook.capacity + 1, "2")])
    func `so many are told again, and the newest`(_ count: Int, _ first: String) {
        var book = AlertBook(lasting: .seconds(3600))
        _ = book.due(at: Self.at(0))
        for number in 1...count { _ = book.take(Self.slashing(UInt64(number)), at: Self.at(0)) }
        let due = book.due(at: Self.at(60))
        #expect(due.count == min(count, 256) && due.first?.number == first)
    }
}
