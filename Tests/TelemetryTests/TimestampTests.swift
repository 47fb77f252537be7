// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import Telemetry

struct TimestampTests {
    // Made by: for n in …; do date -u -d @$n +%Y-%m-%dT%H:%M:%S; done  (GNU coreutils 9.1)
    static let dates: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00"),
        (1, "1970-01-01T00:00:01"),
        (59, "1970-01-01T00:00:59"),
        (86399, "1970-01-01T23:59:59"),
        (86400, "1970-01-02T00:00:00"),
        (951782399, "2000-02-28T23:59:59"),
        (951782400, "2000-02-29T00:00:00"),
        (951868800, "2000-03-01T00:00:00"),
        (1709164800, "2024-02-29T00:00:00"),
        (1709251200, "2024-03-01T00:00:00"),
        (1735689599, "2024-12-31T23:59:59"),
        (1735689600, "2025-01-01T00:00:00"),
        (4107542399, "2100-02-28T23:59:59"),
        (4107542400, "2100-03-01T00:00:00"),
        (1767225600, "2026-01-01T00:00:00"),
        (2147483648, "2038-01-19T03:14:08"),
        (9223372036, "2262-04-11T23:47:16"),
        (-1, "1969-12-31T23:59:59"),
        (-86400, "1969-12-31T00:00:00"),
        (-86401, "1969-12-30T23:59:59"),
        (-2208988800, "1900-01-01T00:00:00"),
        (-9223372036, "1677-09-21T00:12:44"),
        (-2203891200, "1900-03-01T00:00:00"),
        (-2203977600, "1900-02-28T00:00:00"),
    ]

    @Test(arguments: dates)
    func `writes a second as GNU date does`(_ seconds: Int64, _ expected: String) {
        var text = ByteBuffer()
        text.append(rfc3339: WallTime(seconds: seconds))
        #expect(text.text == expected + ".000000Z")
    }

    static let fractions: [(Int64, String)] = [
        (999, "1970-01-01T00:00:00.000000Z"),
        (1000, "1970-01-01T00:00:00.000001Z"),
        (999_999_999, "1970-01-01T00:00:00.999999Z"),
        (1_000_000_000, "1970-01-01T00:00:01.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (-1_000_000_000, "1969-12-31T23:59:59.000000Z"),
        (1_767_225_600_012_345_678, "2026-01-01T00:00:00.012345Z"),
        (Int64.max, "2262-04-11T23:47:16.854775Z"),
        (Int64.min, "1677-09-21T00:12:43.145224Z"),
    ]

    @Test(arguments: fractions)
    func `cuts to microseconds, downwards`(_ nanoseconds: Int64, _ expected: String) {
        var text = ByteBuffer()
        text.append(rfc3339: WallTime(nanoseconds: nanoseconds))
        #expect(text.text == expected)
    }
}
