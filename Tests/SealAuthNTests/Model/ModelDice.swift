// SPDX-License-Identifier: Apache-2.0

/// Chance that a seed repeats: SplitMix64.
struct ModelDice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// True once in so many times.
    mutating func one(in count: UInt64) -> Bool { next() % count == 0 }

    /// A number below another.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    /// A number within bounds.
    mutating func within(_ range: ClosedRange<UInt64>) -> UInt64 {
        range.lowerBound + next() % (range.upperBound - range.lowerBound + 1)
    }
}
