// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Who is joining: each owner once, and no more at a time than there is room for.
struct JoinDesk: Sendable {
    private let room: Int
    private(set) var owners: Set<Address> = []

    /// With room for so many.
    init(room: Int) { self.room = room }

    /// Lets an owner in, who has to ``leave(_:)``.
    mutating func enter(_ owner: Address) throws(JoinRefusal) {
        guard !owners.contains(owner) else { throw .inHand }
        guard owners.count < room else { throw .overloaded }
        owners.insert(owner)
    }

    /// The owner's join is over.
    mutating func leave(_ owner: Address) { owners.remove(owner) }
}
