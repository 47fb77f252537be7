// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// The date as replies write it, made anew once a second.
struct DateCache {
    /// IMF-fixdate, RFC 9110 §5.6.7: always 29 bytes.
    private(set) var text: [UInt8] = HTTPDate.text(.now)
    private var madeAt = Monotonic.now

    /// Makes the date anew if it is a second old.
    mutating func refresh(at now: Monotonic) {
        guard now.since(madeAt) >= .seconds(1) else { return }
        (text, madeAt) = (HTTPDate.text(.now), now)
    }
}

/// The civil date of a point in time.
enum HTTPDate {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ time: WallTime) -> [UInt8] {
        // A clock that was never set may stand before 1970.
        let seconds = max(0, time.seconds)
        let days = Int(seconds / 86_400)
        let second = Int(seconds % 86_400)
        let (year, month, day) = civil(days)
        var buffer = ByteBuffer(capacity: 32)
        buffer.append(weekdays[(days + 4) % 7])
        buffer.append(", ")
        appendTwo(day, to: &buffer)
        buffer.append(months[month - 1])
        buffer.append(decimal: year)
        buffer.append(" ")
        appendTwo(second / 3600, to: &buffer)
        buffer.append(":")
        appendTwo(second / 60 % 60, to: &buffer)
        buffer.append(":")
        appendTwo(second % 60, to: &buffer)
        buffer.append(" GMT")
        let span = buffer.span
        return span.indices.map { span[$0] }
    }

    private static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months: [StaticString] = [
        " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec ",
    ]

    private static func appendTwo(_ number: Int, to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    /// Days since 1970 to a date of the proleptic Gregorian calendar, in years that begin with March: the leap
    /// day is then the last of a year and needs no case of its own.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
