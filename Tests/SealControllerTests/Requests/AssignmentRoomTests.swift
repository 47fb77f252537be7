// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

/// How much there is for all, and how much of it for one.
struct AssignmentRoomTests {
    private static let (one, other) = (Address(0x21), Address(0x22))

    @Test(arguments: [(0, 1), (1, 1), (3, 1), (4, 1), (7, 1), (8, 2), (32, 8), (320, 80)])
    func `a quarter is one submitter's, and one at least`(_ whole: Int, _ share: Int) {
        #expect(SubmitterShare.of(whole) == share)
    }

    @Test(arguments: [(7, true), (8, false), (9, false)])
    func `of the window`(_ held: Int, _ hasRoom: Bool) {
        var room = AssignmentRoom(window: 32, inHand: held, hands: [Self.one: held], capacity: 1000, places: [:])
        let (own, others) = (room.has(for: Self.one), room.has(for: Self.other))
        #expect(own == hasRoom && others)
        // A larger window would have let it in.
        #expect(room.wasShort == !hasRoom)
    }

    @Test(arguments: [(3, true), (4, false), (5, false)])
    func `of the workers' places`(_ held: Int, _ hasRoom: Bool) {
        var room = AssignmentRoom(window: 1000, inHand: 0, hands: [:], capacity: 16, places: [Self.one: held])
        let (own, others) = (room.has(for: Self.one), room.has(for: Self.other))
        #expect(own == hasRoom && others && !room.wasShort)
    }

    @Test(arguments: [(31, true), (32, false), (33, false)])
    func `of all`(_ held: Int, _ hasRoom: Bool) {
        var room = AssignmentRoom(window: 32, inHand: held, hands: [:], capacity: 1000, places: [:])
        let others = room.has(for: Self.other)
        #expect(others == hasRoom && room.wasShort == !hasRoom)
    }

    @Test func `what is assigned takes of all three`() {
        var room = AssignmentRoom(window: 9, inHand: 0, hands: [:], capacity: 12, places: [Self.other: 2])
        for submitter in [Self.one, Self.one, Self.other] {
            let hasRoom = room.has(for: submitter)
            #expect(hasRoom)
            room.take(for: submitter)
        }
        #expect(room.left == 6)
        // Two of nine in hand, and three of twelve places.
        let (own, others) = (room.has(for: Self.one), room.has(for: Self.other))
        #expect(!own && !others)
    }
}
