// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Kernel

extension ByteBuffer {
    /// Appends a time as RFC 3339 in UTC with microseconds: `2026-11-20T22:33:44.000055Z`.
    ///
    /// A ``WallTime`` lies between 1677 and 2262, so the year always has four digits.
    public mutating func append(rfc3339 time: WallTime) {
        let micros = Int((time.nanoseconds &- time.seconds &* 1_000_000_000) / 1000)
        let date = CivilDate(time)
        // By pairs of digits and divisors that are known here, so that no step is a division, and in one piece.
        var text: InlineArray<27, UInt8> = .init(repeating: UInt8(ascii: "-"))
        Self.put(date.year / 100, at: 0, in: &text)
        Self.put(date.year % 100, at: 2, in: &text)
        Self.put(date.month, at: 5, in: &text)
        Self.put(date.day, at: 8, in: &text)
        text[10] = UInt8(ascii: "T")
        Self.put(date.second / 3600, at: 11, in: &text)
        text[13] = UInt8(ascii: ":")
        Self.put(date.second / 60 % 60, at: 14, in: &text)
        text[16] = UInt8(ascii: ":")
        Self.put(date.second % 60, at: 17, in: &text)
        text[19] = UInt8(ascii: ".")
        Self.put(micros / 10_000, at: 20, in: &text)
        Self.put(micros / 100 % 100, at: 22, in: &text)
        Self.put(micros % 100, at: 24, in: &text)
        text[26] = UInt8(ascii: "Z")
        append(text.span)
    }

    /// Puts a number below 100 in two digits.
    @inline(__always)
    private static func put(_ number: Int, at index: Int, in text: inout InlineArray<27, UInt8>) {
        text[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
        text[index + 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
    }
}
