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
        append(decimal: date.year, digits: 4)
        append(UInt8(ascii: "-"))
        append(decimal: date.month, digits: 2)
        append(UInt8(ascii: "-"))
        append(decimal: date.day, digits: 2)
        append(UInt8(ascii: "T"))
        append(decimal: date.second / 3600, digits: 2)
        append(UInt8(ascii: ":"))
        append(decimal: date.second / 60 % 60, digits: 2)
        append(UInt8(ascii: ":"))
        append(decimal: date.second % 60, digits: 2)
        append(UInt8(ascii: "."))
        append(decimal: micros, digits: 6)
        append(UInt8(ascii: "Z"))
    }

    private mutating func append(decimal number: Int, digits: Int) {
        var unit = 1
        for _ in 1..<digits { unit *= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
            unit /= 10
        }
    }
}
