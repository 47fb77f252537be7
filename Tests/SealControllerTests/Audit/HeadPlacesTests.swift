// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Testing

@testable import SealController

struct HeadPlacesTests {
    static func said(_ log: String, _ size: UInt64, at place: String) -> HeadPlaces.Said {
        HeadPlaces.Said(head: HeadJudgementTests.head(log, size), place: place)
    }

    static let (a, b) = ("http://a/audit/head", "http://b/audit/head")

    @Test func `nobody speaks for a log that was believed elsewhere, also while that is silent`() {
        var places = HeadPlaces()
        let both = [Self.said("a", 5, at: Self.a), Self.said("b", 5, at: Self.b)]
        let first = places.take(both, own: nil)
        #expect(first.heads == both.map(\.head) && first.refused.isEmpty)
        places.believed(first.heads)
        let false_ = Self.said("a", 6, at: Self.b)
        let alone = places.take([false_], own: nil)
        #expect(alone.heads.isEmpty && alone.refused == [.init(head: false_.head, why: .elsewhere)])
        // And who speaks for itself is not kept from it.
        let true_ = Self.said("a", 7, at: Self.a)
        let beside = places.take([false_, true_], own: nil)
        #expect(beside.heads == [true_.head] && beside.refused == [.init(head: false_.head, why: .elsewhere)])
    }

    @Test func `what was not believed makes no name anybody's`() {
        var places = HeadPlaces()
        _ = places.take([Self.said("a", 5, at: Self.b)], own: nil)
        places.believed([])
        let said = Self.said("a", 6, at: Self.a)
        #expect(places.take([said], own: nil).heads == [said.head])
        places.believed([said.head])
        #expect(places.take([Self.said("a", 7, at: Self.b)], own: nil).heads.isEmpty)
        // Two who say so at once are for the judgement.
        var others = HeadPlaces()
        let two = [Self.said("c", 1, at: Self.a), Self.said("c", 2, at: Self.b)]
        #expect(others.take(two, own: nil).heads.count == 2)
    }

    @Test func `our own log is nobody else's`() {
        var places = HeadPlaces()
        let own = HeadJudgementTests.head("own", 3)
        let false_ = Self.said("own", 1 << 62, at: Self.a)
        let taken = places.take([false_], own: own)
        #expect(taken.heads == [own] && taken.refused == [.init(head: false_.head, why: .elsewhere)])
    }

    @Test func `an address may have a log of another name, as one that must begin anew`() {
        var places = HeadPlaces()
        _ = places.take([Self.said("a", 5, at: Self.a)], own: nil)
        places.believed([Self.said("a", 5, at: Self.a).head])
        let renamed = Self.said("a2", 1, at: Self.a)
        #expect(places.take([renamed], own: nil).heads == [renamed.head])
        // A head of the same words that another round brought is not this round's.
        #expect(places.take([], own: nil).heads.isEmpty)
        places.believed([renamed.head])
        #expect(places.take([Self.said("a2", 2, at: Self.b)], own: nil).heads.count == 1)
    }
}
