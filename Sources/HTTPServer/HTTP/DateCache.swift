// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// The date as replies write it, made anew once a second.
final class DateCache {
    /// IMF-fixdate, RFC 9110 §5.6.7: always 29 bytes.
    private(set) var text: [UInt8] = HTTPDate.text(.now)
    private var madeAt = Monotonic.now

    /// Makes the date anew if it is a second old.
    func refresh(at now: Monotonic) {
        guard now.since(madeAt) >= .seconds(1) else { return }
        (text, madeAt) = (HTTPDate.text(.now), now)
    }
}

/// The civil date of a point in time.
enum HTTPDate {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ time: WallTime) -> [UInt8] {
        // A clock that was never set may stand before 1970.
        let date = CivilDate(max(time, WallTime(seconds: 0)))
        let second = date.second
        var buffer = ByteBuffer(capacity: 32)
        buffer.append(weekdays[date.weekday])
        buffer.append(", ")
        appendTwo(date.day, to: &buffer)
        buffer.append(months[date.month - 1])
        buffer.append(decimal: date.year)
        buffer.append(" ")
        appendTwo(second / 3600, to: &buffer)
        buffer.append(":")
        appendTwo(second / 60 % 60, to: &buffer)
        buffer.append(":")
        appendTwo(second % 60, to: &buffer)
        buffer.append(" GMT")
        return buffer.bytes
    }

    private static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months: [StaticString] = [
        " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec ",
    ]

    private static func appendTwo(_ number: Int, to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
