// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Telemetry

/// Feeds each input to `MetricsText`, with limits that short inputs reach.
@_cdecl("FuzzMetrics_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        var limits = MetricsText.Limits()
        (limits.bytes, limits.lineBytes, limits.samples, limits.labels) = (4096, 512, 16, 4)
        guard let page = try? MetricsText(input, limits: limits) else { return 0 }
        require(page.count <= limits.samples, "no page has more samples than allowed")
        require(count <= limits.bytes, "no page is longer than allowed")
        for name in ["a", "up", "http_requests_total"] {
            let samples = page[name]
            require(samples.count <= page.count, "no family has more samples than its page")
            require(samples.allSatisfy { $0.labels.count <= limits.labels }, "no sample has more labels than allowed")
            require(samples.isEmpty == (page.sum(name) == nil), "what is there has a sum")
            _ = page.sums(name, by: "code")
        }
        return 0
    }
}
