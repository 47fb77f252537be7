// SPDX-License-Identifier: Apache-2.0

/// Finds places by hashes: open addressing with linear probing, eight bytes a slot.
///
/// A slot holds a place and the whole hash that it is found by. So a search looks at a record only where all 32 bits are equal, and
/// growing looks at none. Nothing is ever taken out.
struct SlotIndex: Sendable {
    private static let firstCapacity = 16

    // The hash above, the place and one below; 0 is a slot that is free. Their number is a power of two.
    private var slots: [UInt64] = []
    private var count = 0

    /// The first place under a hash that `fits`.
    func first(_ hash: UInt32, where fits: (UInt32) -> Bool) -> UInt32? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        var position = Int(hash) & mask
        // A quarter of the slots is free: it ends.
        while true {
            let slot = slots[position]
            guard slot != 0 else { return nil }
            if UInt32(truncatingIfNeeded: slot >> 32) == hash {
                let place = UInt32(truncatingIfNeeded: slot) - 1
                if fits(place) { return place }
            }
            position = (position + 1) & mask
        }
    }

    /// Adds a place, which is not `UInt32.max`.
    mutating func insert(_ place: UInt32, under hash: UInt32) {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        count += 1
        Self.put(UInt64(hash) << 32 | UInt64(place) + 1, into: &slots)
    }

    /// Puts a place where another stands under the same hash.
    mutating func replace(_ place: UInt32, by other: UInt32, under hash: UInt32) {
        let old = UInt64(hash) << 32 | UInt64(place) + 1
        let mask = slots.count - 1
        var position = Int(hash) & mask
        while slots[position] != old {
            guard slots[position] != 0 else { return }
            position = (position + 1) & mask
        }
        slots[position] = UInt64(hash) << 32 | UInt64(other) + 1
    }

    private mutating func grow() {
        var grown = [UInt64](repeating: 0, count: max(Self.firstCapacity, slots.count * 2))
        for slot in slots where slot != 0 { Self.put(slot, into: &grown) }
        slots = grown
    }

    private static func put(_ slot: UInt64, into slots: inout [UInt64]) {
        let mask = slots.count - 1
        var position = Int(slot >> 32) & mask
        while slots[position] != 0 { position = (position + 1) & mask }
        slots[position] = slot
    }
}
