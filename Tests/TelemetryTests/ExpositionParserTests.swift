// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Testing

@testable import Telemetry

/// What somebody else's parser makes of our text.
struct ExpositionParserTests {
    static let isParserHere = system("python3 -c 'import prometheus_client' 2>/dev/null") == 0

    @Test(.enabled(if: isParserHere, "needs python3 with the package prometheus_client"))
    func `the reference parser reads back what was counted`() throws {
        let registry = Registry()
        let paint = registry.register(
            Counters<Labels<Color, Size>>("paint_total", "Cans \\ of\npaint.", labels: ["color", "size"]))
        let took = registry.register(Histograms<Color>("took_seconds", "Time.", labels: ["color"]))
        registry.register(
            Observed(Family(.gauge, "odd", "Odd.", labels: ["name"])) {
                [.init(.integer(-3), labels: ["a\"b\\c\nd,e{f}=ü"])]
            })
        registry.register(ProcessMetrics())
        paint.add(12_345_678, to: Labels(.blue, .large))
        took.observe(nanoseconds: 75_000, for: .red)
        took.observe(nanoseconds: 6_000_000_000, for: .red)
        var text = ByteBuffer()
        registry.render(into: &text)

        let directory = try TemporaryDirectory()
        let file = fopen("\(directory.path)/scrape", "w")
        fputs(text.text, file)
        fclose(file)
        let script = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families as parse
            families = list(parse(open(sys.argv[1], newline='').read()))
            assert len(families) == 3 + 7, [f.name for f in families]
            kinds = {f.name: f.type for f in families}
            assert kinds['paint'] == 'counter' and kinds['took_seconds'] == 'histogram' and kinds['odd'] == 'gauge'
            assert {f.name: f.documentation for f in families}['paint'] == 'Cans \\\\ of\\npaint.'
            got = {(s.name, tuple(sorted(s.labels.items()))): s.value for f in families for s in f.samples}
            assert got['paint_total', (('color', 'blue'), ('size', 'L'))] == 12345678
            assert got['paint_total', (('color', 'red'), ('size', 'S'))] == 0
            assert got['odd', (('name', 'a"b\\\\c\\nd,e{f}=ü'),)] == -3
            le = lambda b: got['took_seconds_bucket', (('color', 'red'), ('le', b))]
            assert [le('0.00005'), le('0.0001'), le('5'), le('+Inf')] == [0, 1, 1, 2]
            assert got['took_seconds_sum', (('color', 'red'),)] == 6.000075
            assert got['took_seconds_count', (('color', 'red'),)] == 2
            assert got['process_resident_memory_bytes', ()] > 1e6
            assert 1.5e9 < got['process_start_time_seconds', ()] < 1e10
            """
        let program = fopen("\(directory.path)/check.py", "w")
        fputs(script, program)
        fclose(program)
        let status = system("python3 '\(directory.path)/check.py' '\(directory.path)/scrape'")
        withExtendedLifetime(directory) { #expect(status == 0) }
    }
}
