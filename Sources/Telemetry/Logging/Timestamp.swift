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
        // By pairs of digits and divisors that are known here, so that no step is a division.
        reserve(27)
        append(pair: date.year / 100)
        append(pair: date.year % 100)
        append(UInt8(ascii: "-"))
        append(pair: date.month)
        append(UInt8(ascii: "-"))
        append(pair: date.day)
        append(UInt8(ascii: "T"))
        append(pair: date.second / 3600)
        append(UInt8(ascii: ":"))
        append(pair: date.second / 60 % 60)
        append(UInt8(ascii: ":"))
        append(pair: date.second % 60)
        append(UInt8(ascii: "."))
        append(pair: micros / 10_000)
        append(pair: micros / 100 % 100)
        append(pair: micros % 100)
        append(UInt8(ascii: "Z"))
    }

    /// Appends a number below 100 in two digits.
    private mutating func append(pair number: Int) {
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
