// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealCommands

@Suite struct TopRatesTests {
    private static func rates(_ before: String, _ now: String, seconds: UInt64 = 2) throws -> TopRates? {
        TopRates(try TopPage.reading(now, at: seconds), since: try TopPage.reading(before))
    }

    @Test func `what was counted between two readings, a second`() throws {
        let rates = try #require(try Self.rates("a{k=\"x\"} 10\na{k=\"y\"} 5\n", "a{k=\"x\"} 14\na{k=\"y\"} 5\n"))
        #expect(rates.rate("a") == 2 && rates.rates("a", by: "k") == ["x": 2] && rates.rate("b") == nil)
    }

    @Test func `a counter that began anew has counted what it has`() throws {
        let rates = try #require(try Self.rates("a 1000\n", "a 6\n"))
        #expect(rates.rate("a") == 3)
    }

    @Test func `a family that was not there has counted all of it since`() throws {
        let rates = try #require(try Self.rates("b 1\n", "a 8\n"))
        #expect(rates.rate("a") == 4)
    }

    static let grown: [(Double, Double, Double)] = [
        (5, 3, 2), (3, 3, 0), (2, 3, 2), (0, 3, 0), (.nan, 3, 0), (3, .nan, 3), (.infinity, 3, 0), (-1, 3, 0),
    ]

    @Test(arguments: grown) func `what is no number has not grown`(_ now: Double, _ before: Double, _ grown: Double) {
        #expect(TopRates.grown(now, before) == grown)
    }

    @Test func `one reading, silence, or no time between are no rates`() throws {
        let page = try TopPage.reading("a 1\n")
        #expect(TopRates(page, since: nil) == nil && TopRates(page, since: page) == nil)
        #expect(TopRates(page, since: TopPage.silent("x")) == nil && TopRates(TopPage.silent("x"), since: page) == nil)
    }

    @Test func `quantiles are of what came between, all series together`() throws {
        let before = "h_bucket{le=\"1\"} 100\nh_bucket{le=\"2\"} 100\nh_bucket{le=\"+Inf\"} 100\n"
        let now =
            before.replacing("100", with: "150") + "h_bucket{k=\"y\",le=\"2\"} 50\nh_bucket{k=\"y\",le=\"+Inf\"} 50\n"
        let rates = try #require(try Self.rates(before, now))
        #expect(rates.quantiles("h", [0.5, 0.75]) == [1, 1.5] && rates.quantiles("other", [0.5]) == nil)
        let still = try #require(try Self.rates(before, before))
        #expect(still.quantiles("h", [0.5]) == nil)
    }

    // What `histogram_quantile` of Prometheus gives for the same buckets.
    static let quantiles: [(Double, Double?)] = [
        (0, 0), (0.15, 0.25), (0.3, 0.5), (0.6, 1), (0.75, 3), (0.9, 5), (0.95, 5), (1, 5),
    ]

    @Test(arguments: quantiles) func `a quantile lies between its bucket's bounds`(_ part: Double, _ value: Double?) {
        let buckets: [TopQuantile.Bucket] = [
            .init(upper: 5, count: 90), .init(upper: 1, count: 60), .init(upper: .infinity, count: 100),
        ]
        #expect(TopQuantile.value(part, of: buckets) == value)
    }

    @Test func `buckets without an end, or without anything, have no quantile`() {
        #expect(TopQuantile.value(0.5, of: []) == nil)
        #expect(TopQuantile.value(0.5, of: [.init(upper: 1, count: 5)]) == nil)
        #expect(TopQuantile.value(0.5, of: [.init(upper: .infinity, count: 5)]) == nil)
        #expect(TopQuantile.value(0.5, of: [.init(upper: 1, count: 0), .init(upper: .infinity, count: 0)]) == nil)
    }
}
