// SPDX-License-Identifier: Apache-2.0

/// A date of the Gregorian calendar, in UTC, with the second of its day.
///
/// Computed here, and not by `gmtime`: no time zone file, no lock, no locale.
public struct CivilDate: Hashable, Sendable {
    /// The year: a ``WallTime`` lies between 1677 and 2262.
    public let year: Int
    /// 1 is January.
    public let month: Int
    /// 1 is the month's first.
    public let day: Int
    /// 0 is Sunday.
    public let weekday: Int
    /// Seconds since midnight.
    public let second: Int

    /// The date of a point in time.
    ///
    /// Years are counted from March, so that the leap day is the last of its year. Then 400 years are 146,097 days, of
    /// which each century but the last has 36,524 and each four years but a century's last have 1,461; and from
    /// March on, month lengths repeat every five months as 31 30 31 30 31 = 153.
    public init(_ time: WallTime) {
        let seconds = Int(time.seconds)
        let days = Self.floorDivide(seconds, 86_400)
        second = seconds - days * 86_400
        weekday = days + 4 - Self.floorDivide(days + 4, 7) * 7  // 1970-01-01 was a Thursday
        let sinceMarch = days + 719_468  // days from 0000-03-01 to 1970-01-01
        let era = Self.floorDivide(sinceMarch, 146_097)
        var rest = sinceMarch - era * 146_097
        // `min`: the one day that the leap day adds belongs to the last century and the last year, not to a fifth.
        let century = min(rest / 36_524, 3)
        rest -= century * 36_524
        let leap = rest / 1461
        rest -= leap * 1461
        let yearOfFour = min(rest / 365, 3)
        rest -= yearOfFour * 365
        let monthFromMarch = (5 * rest + 2) / 153
        let isNextYear = monthFromMarch >= 10
        day = rest - (153 * monthFromMarch + 2) / 5 + 1
        month = isNextYear ? monthFromMarch - 9 : monthFromMarch + 3
        year = era * 400 + century * 100 + leap * 4 + yearOfFour + (isNextYear ? 1 : 0)
    }

    private static func floorDivide(_ number: Int, _ divisor: Int) -> Int {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }
}
