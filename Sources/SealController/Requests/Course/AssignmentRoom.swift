// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Who may have another request assigned: there is so much room for all, and of it a share for each.
struct AssignmentRoom {
    /// How many more may be on the way to workers, whoever asked for them.
    private(set) var left: Int
    /// Whether somebody was turned away whom a larger window would have let in.
    private(set) var wasShort = false

    private let handShare: Int
    private let placeShare: Int
    private var hands: [Address: Int]
    private var places: [Address: Int]

    /// `window` is how many may be on the way at once, and `hands` says who has them; `places` says who has how many requests with workers,
    /// which have room for `capacity`.
    init(window: Int, inHand: Int, hands: [Address: Int], capacity: Int, places: [Address: Int]) {
        left = window - inHand
        (handShare, placeShare) = (SubmitterShare.of(window), SubmitterShare.of(capacity))
        (self.hands, self.places) = (hands, places)
    }

    /// Whether another one of this submitter may be assigned.
    mutating func has(for submitter: Address) -> Bool {
        guard places[submitter] ?? 0 < placeShare else { return false }
        guard left > 0, hands[submitter] ?? 0 < handShare else {
            wasShort = true
            return false
        }
        return true
    }

    /// One was assigned.
    mutating func take(for submitter: Address) {
        left -= 1
        hands[submitter, default: 0] += 1
        places[submitter, default: 0] += 1
    }
}
