// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// A worker that may be given requests.
struct WorkerSlot: Hashable, Sendable {
    let owner: Address
    /// The Node that it is.
    let node: String
}

/// Which worker gets the next request: the least loaded, and of those the one that was given something the longest ago.
struct WorkerChoice {
    /// As many as the contracts let a worker have in hand.
    ///
    /// In Move: `k8s_scheduler::MAX_WORKLOAD`.
    static let room = 16

    private var loads: [Address: Int]
    private let slots: [WorkerSlot]

    /// Chooses among these, which have so much in hand.
    init(_ slots: [WorkerSlot], loads: [Address: Int]) {
        self.slots = slots
        self.loads = loads
    }

    /// The next one, who has one more in hand from then on; `given` says when each was chosen last.
    mutating func next(_ given: inout [Address: UInt64], turn: inout UInt64) -> WorkerSlot? {
        var best: (load: Int, given: UInt64, slot: WorkerSlot)?
        for slot in slots {
            let (load, last) = (loads[slot.owner] ?? 0, given[slot.owner] ?? 0)
            guard load < Self.room else { continue }
            if let best, (best.load, best.given) <= (load, last) { continue }
            best = (load, last, slot)
        }
        guard let best else { return nil }
        turn += 1
        given[best.slot.owner] = turn
        loads[best.slot.owner, default: 0] += 1
        return best.slot
    }
}
