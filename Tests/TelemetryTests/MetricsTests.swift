// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import Telemetry

enum Color: String, MetricLabel { case red, green, blue }
enum Size: UInt8, MetricLabel {
    case small, large
    var labelValue: String { self == .small ? "S" : "L" }
}
enum Lone: String, MetricLabel { case only }

/// A label set that lies about its order, as an enum with a hand-written `allCases` could.
enum Shuffled: String, MetricLabel {
    case first, second
    static var allCases: [Shuffled] { [.second, .first] }
}

struct MetricsTests {
    func scrape(_ collector: some Collector) -> String {
        let registry = Registry()
        registry.register(collector)
        var text = ByteBuffer()
        registry.render(into: &text)
        return text.text
    }

    @Test func `shows every series of a family before anything was counted`() {
        let text = scrape(Counters<Labels<Color, Size>>("paint_total", "Cans of paint.", labels: ["color", "size"]))
        #expect(
            text == """
                # HELP paint_total Cans of paint.
                # TYPE paint_total counter
                paint_total{color="red",size="S"} 0
                paint_total{color="red",size="L"} 0
                paint_total{color="green",size="S"} 0
                paint_total{color="green",size="L"} 0
                paint_total{color="blue",size="S"} 0
                paint_total{color="blue",size="L"} 0

                """)
    }

    @Test func `counts each element of a label set apart`() {
        let paint = Counters<Labels<Labels<Color, Lone>, Size>>(
            "paint_total", "Cans.", labels: ["color", "lone", "size"], shards: 3)
        paint.add(to: Labels(Labels(.green, .only), .large))
        paint.add(41, to: Labels(Labels(.green, .only), .large), shard: 2)
        paint.add(7, to: Labels(Labels(.blue, .only), .small), shard: 1_000_003)
        #expect(paint.value(of: Labels(Labels(.green, .only), .large)) == 42)
        #expect(paint.value(of: Labels(Labels(.green, .only), .small)) == 0)
        let text = scrape(paint)
        #expect(text.contains("paint_total{color=\"green\",lone=\"only\",size=\"L\"} 42\n"))
        #expect(text.contains("paint_total{color=\"blue\",lone=\"only\",size=\"S\"} 7\n"))
        #expect(text.contains("paint_total{color=\"red\",lone=\"only\",size=\"S\"} 0\n"))
    }

    @Test(arguments: [1, 4]) func `loses no count when threads count together`(_ shards: Int) throws {
        let counter = Counter("hits_total", "Hits.", shards: shards)
        let histogram = Histogram("took_seconds", "Time.", shards: shards)
        let gauge = InFlight<Color>("open", "Open.", labels: ["color"], shards: shards)
        // `~Copyable` threads do not go into an array.
        let body: @Sendable (Int) -> Void = { shard in
            for _ in 0..<20_000 {
                counter.add(shard: shard)
                histogram.observe(nanoseconds: 60_000, shard: shard)
                gauge.begin(.green, shard: shard)
                gauge.end(.green, shard: shard + 1)
            }
            gauge.begin(.green, shard: shard)
        }
        let first = try BackgroundThread(name: "one") { body(0) }
        let second = try BackgroundThread(name: "two") { body(1) }
        body(2)
        first.join()
        second.join()
        #expect(counter.value == 60_000)
        #expect(histogram.count(of: NoLabels()) == 60_000)
        #expect(gauge.value(of: .green) == 3)
        #expect(gauge.value(of: .red) == 0)
    }

    @Test func `a gauge goes below zero, what is in flight does not show it`() {
        let gauge = Gauge("depth", "Depth.")
        gauge.set(5)
        gauge.add(-12)
        #expect(scrape(gauge) == "# HELP depth Depth.\n# TYPE depth gauge\ndepth -7\n")
        let open = InFlight<Lone>("open", "Open.", labels: ["lone"])
        open.end(.only)
        #expect(scrape(open).hasSuffix("open{lone=\"only\"} 0\n"))
    }

    @Test func `writes a histogram with cumulative buckets, exact sum and count`() {
        let histogram = Histograms<Lone>(
            "took_seconds", "Time.", labels: ["lone"],
            buckets: Buckets(nanoseconds: [50_000, 1_000_000, 2_500_000_000]))
        for nanoseconds: UInt64 in [1, 50_000, 50_001, 1_000_000, 2_500_000_001, 10_000_000_000] {
            histogram.observe(nanoseconds: nanoseconds, for: .only)
        }
        histogram.observe(from: Monotonic(nanoseconds: 9), to: Monotonic(nanoseconds: 5), for: .only)
        #expect(
            scrape(histogram) == """
                # HELP took_seconds Time.
                # TYPE took_seconds histogram
                took_seconds_bucket{lone="only",le="0.00005"} 3
                took_seconds_bucket{lone="only",le="0.001"} 5
                took_seconds_bucket{lone="only",le="2.5"} 5
                took_seconds_bucket{lone="only",le="+Inf"} 7
                took_seconds_sum{lone="only"} 12.501100003
                took_seconds_count{lone="only"} 7

                """)
    }

    @Test func `names the latency bounds as decimal seconds`() {
        let bounds = scrape(Histogram("took_seconds", "Time.")).split(separator: "\n")
            .compactMap { $0.split(separator: "\"").dropFirst().first }
        #expect(
            bounds == [
                "0.00005", "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1",
                "0.25", "0.5", "1", "2.5", "5", "+Inf",
            ])
    }

    @Test func `escapes what a label value or a help may hold`() {
        let odd = Observed(Family(.gauge, "odd", "A \\ and\na line.", labels: ["name"])) {
            [.init(.integer(-1), labels: ["q\"b\\n\nü"]), .init(.seconds(nanoseconds: 1_500_000_000), labels: [""])]
        }
        #expect(
            scrape(odd) == #"""
                # HELP odd A \\ and\na line.
                # TYPE odd gauge
                odd{name="q\"b\\n\nü"} -1
                odd{name=""} 1.5

                """#)
    }

    @Test func `leaves out a number that is not known`() {
        #expect(scrape(Observed.gauge("moon", "Moon.") { nil }) == "# HELP moon Moon.\n# TYPE moon gauge\n")
        #expect(scrape(Observed.counter("sun_total", "Sun.") { .count(.max) }).hasSuffix("sun_total \(UInt64.max)\n"))
    }

    @Test func `renders in the order of registration, the same each time`() {
        let registry = Registry()
        registry.register(Counter("zebra_total", "Z."))
        registry.register(Counter("ant_total", "A."))
        var first = ByteBuffer()
        var second = ByteBuffer()
        registry.render(into: &first)
        registry.render(into: &second)
        #expect(first.text == second.text)
        #expect(
            first.text == """
                # HELP zebra_total Z.
                # TYPE zebra_total counter
                zebra_total 0
                # HELP ant_total A.
                # TYPE ant_total counter
                ant_total 0

                """)
    }

    @Test func `a mistake in a declaration ends the program at its start`() async {
        await #expect(processExitsWith: .failure) { _ = Counter("Bad-Name_total", "B.") }
        await #expect(processExitsWith: .failure) { _ = Counter("9_total", "B.") }
        await #expect(processExitsWith: .failure) { _ = Counter("no_suffix", "B.") }
        await #expect(processExitsWith: .failure) { _ = Gauge("gauge_total", "B.") }
        await #expect(processExitsWith: .failure) { _ = Histogram("took", "B.") }
        await #expect(processExitsWith: .failure) { _ = Counters<Color>("a_total", "B.", labels: ["le"]) }
        await #expect(processExitsWith: .failure) { _ = Counters<Color>("a_total", "B.", labels: []) }
        await #expect(processExitsWith: .failure) {
            _ = Counters<Labels<Color, Size>>("a_total", "B.", labels: ["x", "x"])
        }
        await #expect(processExitsWith: .failure) { _ = Counters<Shuffled>("a_total", "B.", labels: ["x"]) }
        await #expect(processExitsWith: .failure) {
            let registry = Registry()
            registry.register(Counter("a_total", "B."))
            registry.register(Counter("a_total", "C."))
        }
    }
}
