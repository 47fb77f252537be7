// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealCommands

@Suite struct TopNumberTests {
    static let rates: [(Double?, String)] = [
        (nil, "-"), (0, "0"), (0.04, "0"), (0.05, "0.1"), (0.5, "0.5"), (12.44, "12.4"), (99.94, "99.9"), (100, "100"),
        (1234.5, "1235"), (.infinity, "-"), (.nan, "-"), (1e300, "1000000000000000"),
    ]

    @Test(arguments: rates) func `a rate`(_ rate: Double?, _ text: String) { #expect(TopNumber.rate(rate) == text) }

    static let times: [(Double?, String)] = [
        (nil, "-"), (0, "0µs"), (0.00025, "250µs"), (0.0015, "1.5ms"), (0.0999, "99.9ms"), (0.1, "100ms"),
        (0.9, "900ms"), (1, "1s"), (2.54, "2.5s"), (90, "90s"), (-1, "-"), (.infinity, "-"),
    ]

    @Test(arguments: times) func `a time`(_ seconds: Double?, _ text: String) {
        #expect(TopNumber.seconds(seconds) == text)
    }

    static let decimals: [(Double?, Report)] = [
        (nil, .null), (12, .thousandths(12_000)), (0.0004, .thousandths(0)), (0.0006, .thousandths(1)), (-1, .null),
        (.nan, .null), (1e15, .null),
    ]

    @Test(arguments: decimals) func `a decimal in a report`(_ value: Double?, _ report: Report) {
        #expect(Report.decimal(value) == report)
    }

    @Test(arguments: [(0 as UInt64, "0"), (12_000, "12"), (12_500, "12.5"), (1, "0.001"), (1010, "1.01")])
    func `thousandths are written alike for all`(_ number: UInt64, _ text: String) {
        let report = Report.of(("a", .thousandths(number)))
        #expect(TextWriter.write(report) == "a: \(text)\n" && YAMLWriter.write(report) == "a: \(text)\n")
        #expect(JSONWriter.write(report) == "{\n  \"a\": \(text)\n}\n")
    }
}
