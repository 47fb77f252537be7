// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Kernel

extension ByteBuffer {
    /// Appends a time as RFC 3339 in UTC with microseconds: `2026-11-20T22:33:44.000055Z`.
    ///
    /// The calendar is computed here, and not by `gmtime`: no time zone file, no lock, no locale. A ``WallTime``
    /// lies between 1677 and 2262, so the year always has four digits.
    public mutating func append(rfc3339 time: WallTime) {
        let seconds = time.seconds
        let day = Self.floorDivide(seconds, 86_400)
        let second = seconds - day * 86_400
        let micros = (time.nanoseconds &- seconds &* 1_000_000_000) / 1000
        let date = Self.date(day: day)
        append(decimal: date.year, digits: 4)
        append(UInt8(ascii: "-"))
        append(decimal: date.month, digits: 2)
        append(UInt8(ascii: "-"))
        append(decimal: date.day, digits: 2)
        append(UInt8(ascii: "T"))
        append(decimal: second / 3600, digits: 2)
        append(UInt8(ascii: ":"))
        append(decimal: second / 60 % 60, digits: 2)
        append(UInt8(ascii: ":"))
        append(decimal: second % 60, digits: 2)
        append(UInt8(ascii: "."))
        append(decimal: micros, digits: 6)
        append(UInt8(ascii: "Z"))
    }

    /// The civil date of a day counted from 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year. Then 400 years are 146,097 days, of
    /// which each century but the last has 36,524 and each four years but a century's last have 1,461; and from
    /// March on, month lengths repeat every five months as 31 30 31 30 31 = 153.
    private static func date(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarch = day + 719_468  // days from 0000-03-01 to 1970-01-01
        let era = floorDivide(sinceMarch, 146_097)
        var rest = sinceMarch - era * 146_097
        // `min`: the one day that the leap day adds belongs to the last century and the last year, not to a fifth.
        let century = min(rest / 36_524, 3)
        rest -= century * 36_524
        let leap = rest / 1461
        rest -= leap * 1461
        let year = min(rest / 365, 3)
        rest -= year * 365
        let month = (5 * rest + 2) / 153  // 0 is March
        let dayOfMonth = rest - (153 * month + 2) / 5 + 1
        let isNextYear = month >= 10
        return (
            era * 400 + century * 100 + leap * 4 + year + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3,
            dayOfMonth
        )
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }

    private mutating func append(decimal number: Int64, digits: Int) {
        var unit: Int64 = 1
        for _ in 1..<digits { unit *= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
            unit /= 10
        }
    }
}
