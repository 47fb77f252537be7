// SPDX-License-Identifier: Apache-2.0
import Bytes
import Testing

@testable import Telemetry

/// Prometheus' exposition format 0.0.4, read.
@Suite struct MetricsTextTests {
    private static func read(
        _ text: String, limits: MetricsText.Limits = .init()
    ) throws(MetricsTextError) -> MetricsText {
        let bytes = Array(text.utf8)
        return try MetricsText(bytes.span, limits: limits)
    }

    private static func failure(_ text: String, limits: MetricsText.Limits = .init()) -> MetricsTextError? {
        do throws(MetricsTextError) {
            _ = try read(text, limits: limits)
            return nil
        } catch { return error }
    }

    // The example of the format's own documentation.
    @Test func `the format's own example is read`() throws {
        let page = try Self.read(
            #"""
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400"}    3 1395066363000

            # Escaping in label values:
            msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

            # Minimalistic line:
            metric_without_timestamp_and_labels 12.47

            # A weird metric from before the epoch:
            something_weird{problem="division by zero"} +Inf -3982045

            http_request_duration_seconds_bucket{le="0.05"} 24054
            http_request_duration_seconds_bucket{le="+Inf"} 144320
            http_request_duration_seconds_sum 53423
            """#)
        #expect(page.count == 8 && page.sum("http_requests_total") == 1030)
        #expect(page.sum("http_requests_total", where: ["code": "400"]) == 3)
        #expect(page.sum("http_requests_total", where: ["code": "500"]) == nil && page.sum("nothing") == nil)
        let file = page["msdos_file_access_time_seconds"]
        #expect(file.first?.labels == ["path": #"C:\DIR\FILE.TXT"#, "error": "Cannot find file:\n\"FILE.TXT\""])
        #expect(file.first?.value == 1_458_255_915 && page.sum("something_weird") == .infinity)
        #expect(page.sums("http_request_duration_seconds_bucket", by: "le") == ["0.05": 24_054, "+Inf": 144_320])
        #expect(page.sums("http_requests_total", by: "absent") == [:])
    }

    @Test func `what we write is read`() throws {
        let registry = Registry()
        let counter = registry.register(Counter("k3s_daas_a_total", "A."))
        counter.add(7)
        registry.register(
            Observed(Family(.gauge, "k3s_daas_b_seconds", "B.", labels: ["node"])) {
                [.init(.seconds(nanoseconds: 1_500_000_000), labels: ["x\"\\\ny"])]
            })
        let histogram = registry.register(Histogram("k3s_daas_c_seconds", "C."))
        histogram.observe(nanoseconds: 60_000)
        var text = ByteBuffer()
        registry.render(into: &text)
        let page = try MetricsText(text.span)
        #expect(page.sum("k3s_daas_a_total") == 7 && page["k3s_daas_b_seconds"].first?.value == 1.5)
        #expect(page["k3s_daas_b_seconds"].first?.labels == ["node": "x\"\\\ny"])
        #expect(page.sums("k3s_daas_c_seconds_bucket", by: "le")["0.0001"] == 1)
    }

    @Test(arguments: ["", "\n", "  \n\t\n", "# only a comment", "#", "\n\n# x\n"])
    func `a page may be empty`(_ text: String) throws {
        let count = try Self.read(text).count
        #expect(count == 0)
    }

    static let values: [(String, Double)] = [
        ("0", 0), ("-1", -1), ("1e3", 1000), ("1E-3", 0.001), ("+2.5", 2.5), ("Inf", .infinity), ("-Inf", -.infinity),
        ("18446744073709551615", 18_446_744_073_709_551_616),
    ]

    @Test(arguments: values) func `a value is a decimal number`(_ text: String, _ value: Double) throws {
        let page = try Self.read("a \(text)")
        #expect(page.sum("a") == value)
    }

    @Test func `what is no number may be a value`() throws {
        let page = try Self.read("a NaN")
        #expect(page.sum("a")?.isNaN == true)
    }

    static let refused: [(String, MetricsTextError)] = [
        ("{a=\"b\"} 1", .badName), ("1a 1", .badName), ("ä 1", .badName), ("-a 1", .badName),
        ("a{1b=\"c\"} 1", .badLabel), ("a{b:c=\"d\"} 1", .badLabel), ("a{b} 1", .badLabel), ("a{b=c} 1", .badLabel),
        ("a{b=\"c\" d=\"e\"} 1", .badLabel), ("a{b=\"c\"", .badLabel), ("a{b=\"c", .badLabel), ("a{", .badLabel),
        ("a{b=\"c\",b=\"d\"} 1", .badLabel), ("a{,} 1", .badLabel), ("a{b=\"c\n\"} 1", .badLabel),
        ("a{b=\"\\t\"} 1", .badText), ("a{b=\"\\", .badText), ("a", .badValue), ("a ", .badValue),
        ("a x", .badValue), ("a 0x10", .badValue), ("a nan", .badValue), ("a infinity", .badValue),
        ("a 1_000", .badValue), ("a 1e", .badValue), ("a{b=\"c\"}", .badValue), ("a 1 x", .badTime),
        ("a 1 2.5", .badTime), ("a 1 2 3", .badTime), ("a b 1", .badValue),
    ]

    @Test(arguments: refused) func `a page with a fault is none`(_ text: String, _ error: MetricsTextError) {
        #expect(Self.failure(text) == error)
        #expect(Self.failure("good 1\n" + text + "\ngood 2\n") == error)
    }

    @Test func `a label that is not UTF-8 is none`() {
        let bytes: [UInt8] = Array("a{b=\"".utf8) + [0xFF] + Array("\"} 1".utf8)
        #expect(throws: MetricsTextError.badText) { _ = try MetricsText(bytes.span) }
    }

    @Test(arguments: [(9, nil), (10, nil), (11, MetricsTextError.tooLong)])
    func `a page has so many bytes at most`(_ count: Int, _ error: MetricsTextError?) {
        var limits = MetricsText.Limits()
        limits.bytes = 10
        #expect(Self.failure(String(repeating: "\n", count: count), limits: limits) == error)
    }

    @Test(arguments: [(9, nil), (10, nil), (11, MetricsTextError.lineTooLong)])
    func `a line has so many bytes at most`(_ count: Int, _ error: MetricsTextError?) {
        var limits = MetricsText.Limits()
        limits.lineBytes = 10
        #expect(Self.failure("a 1\n#" + String(repeating: "x", count: count - 1) + "\n", limits: limits) == error)
    }

    @Test(arguments: [(2, nil), (3, nil), (4, MetricsTextError.tooManySamples)])
    func `a page has so many samples at most`(_ count: Int, _ error: MetricsTextError?) {
        var limits = MetricsText.Limits()
        limits.samples = 3
        #expect(Self.failure(String(repeating: "a 1\n", count: count), limits: limits) == error)
    }

    @Test(arguments: [(1, nil), (2, nil), (3, MetricsTextError.tooManyLabels)])
    func `a sample has so many labels at most`(_ count: Int, _ error: MetricsTextError?) {
        var limits = MetricsText.Limits()
        limits.labels = 2
        let labels = (0..<count).map { "l\($0)=\"x\"" }.joined(separator: ",")
        #expect(Self.failure("a{\(labels)} 1", limits: limits) == error)
        #expect(Self.failure("a{\(labels),} 1", limits: limits) == error)
    }

    @Test func `each error has a case`() {
        let limits: Set<MetricsTextError> = [.tooLong, .lineTooLong, .tooManySamples, .tooManyLabels]
        #expect(limits.union(Self.refused.map(\.1)) == Set(MetricsTextError.allCases))
    }

    @Test func `every beginning of a page is read or refused`() {
        let page = Array("# HELP a b\na{b=\"c\\n\",d=\"e\"} 1.5e3 77\nb -Inf\n".utf8)
        for count in 0...page.count {
            let part = Array(page.prefix(count))
            _ = try? MetricsText(part.span)
        }
        #expect(throws: Never.self) { _ = try MetricsText(page.span) }
    }
}
