// SPDX-License-Identifier: Apache-2.0

/// Chance that a seed repeats: SplitMix64, by Steele, Lea and Flood (OOPSLA 2014).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// One of several.
    mutating func pick<C: RandomAccessCollection>(_ several: C) -> C.Element {
        several[several.index(several.startIndex, offsetBy: Int(next() % UInt64(several.count)))]
    }

    /// Whether a chance of one in `count` came true.
    mutating func oneIn(_ count: UInt64) -> Bool { next() % count == 0 }
}
