// SPDX-License-Identifier: Apache-2.0
import Bytes
import ClusterChain
import Glibc
import Kernel
import Telemetry
import Testing

@testable import Operations
@testable import WebhookServer

struct WebhookMetricsTests {
    enum Code: String, MetricLabel { case notJSON = "not_json", wrongKind = "wrong_kind" }

    /// Everything that the product registers.
    static func everything() throws -> (WebhookMetrics, Registry) {
        let registry = Registry()
        let metrics = WebhookMetrics(in: registry, shards: 2)
        metrics.malformedReviews(by: Code.self).add(to: Labels(.admit, .wrongKind))
        metrics.describe(
            BuildInfo(
                version: "1.2.3", gitCommit: "unknown", swift: "6.3", openssl: "OpenSSL \"3\"",
                platform: "linux/amd64"))
        metrics.watch(sinks: [("log", try LineSink(.file("/dev/null"))), ("audit", try LineSink(.file("/dev/null")))])
        registry.register(
            EngineMetrics {
                var now = EngineSnapshot()
                now.responses = [.init("webhook", "2xx", count: 9), .init("webhook", "5xx", count: 0)]
                now.handshakes = [.init("webhook", "1.3", "true", count: 4)]
                now.bytesInFlight = 77
                now.certificateExpiry = [.init("webhook", count: 1_767_225_600)]
                return now
            })
        metrics.watch(policies: PolicyStore())
        registry.register(ProcessMetrics())
        registry.register(ChainMetrics { ChainFixture.snapshot })
        return (metrics, registry)
    }

    @Test func `every series is there before the first request`() throws {
        let text = try Self.everything().1.text
        for line in [
            #"k3s_daas_tokenreview_requests_total{version="v1",result="accepted"} 0"#,
            #"k3s_daas_tokenreview_requests_total{version="v1beta1",result="not_ours"} 0"#,
            #"k3s_daas_tokenreview_denials_total{reason="ledger_unavailable"} 0"#,
            #"k3s_daas_admission_requests_total{operation="delete",result="denied",dry_run="true"} 0"#,
            #"k3s_daas_sar_requests_total{version="v1",result="no_opinion"} 0"#,
            #"k3s_daas_review_duration_seconds_bucket{kind="authorize",le="0.00005"} 0"#,
            #"k3s_daas_reviews_in_flight{kind="authenticate"} 0"#,
            #"k3s_daas_reloads_total{what="certificates",result="failure"} 0"#,
            #"k3s_daas_last_successful_reload_timestamp_seconds{what="ledger"} 0"#,
            #"k3s_daas_malformed_reviews_total{kind="admit",code="wrong_kind"} 1"#,
            #"k3s_daas_malformed_reviews_total{kind="authenticate",code="not_json"} 0"#,
            #"k3s_daas_lines_dropped_total{stream="audit"} 0"#,
            #"k3s_daas_log_lines_total{level="error"} 0"#,
            #"k3s_daas_http_requests_total{listener="webhook",code="2xx"} 9"#,
            #"k3s_daas_tls_handshakes_total{listener="webhook",version="1.3",resumed="true"} 4"#,
            "k3s_daas_body_bytes_in_flight 77",
            #"k3s_daas_certificate_expiry_timestamp_seconds{listener="webhook"} 1767225600"#,
            #"k3s_daas_build_info{version="1.2.3",commit="unknown",swift="6.3",openssl="OpenSSL \"3\"",platform="linux/amd64"} 1"#,
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        // Test 22: as many series for every refusal as there are refusals, whoever is refused.
        #expect(text.split(separator: "\n").count { $0.hasPrefix("k3s_daas_tokenreview_denials_total{") } == 23)
    }

    @Test func `a reload that failed does not look like a fresh one`() throws {
        let (metrics, registry) = try Self.everything()
        metrics.reloaded(.ledger, .success, at: WallTime(seconds: 1000))
        metrics.reloaded(.ledger, .failure, at: WallTime(seconds: 2000))
        metrics.reloaded(.certificates, .failure, at: WallTime(seconds: 3000))
        let text = registry.text
        #expect(text.contains(#"k3s_daas_last_successful_reload_timestamp_seconds{what="ledger"} 1000"#))
        #expect(text.contains(#"k3s_daas_last_successful_reload_timestamp_seconds{what="certificates"} 0"#))
        #expect(text.contains(#"k3s_daas_reloads_total{what="ledger",result="failure"} 1"#))
        #expect(text.contains(#"k3s_daas_reloads_total{what="ledger",result="success"} 1"#))
    }

    static let isParserHere = system("python3 -c 'import prometheus_client' 2>/dev/null") == 0

    @Test(.enabled(if: isParserHere, "needs python3 with the package prometheus_client"))
    func `the reference parser accepts all of it`() throws {
        let text = try Self.everything().1.text
        let check = """
            import sys; from prometheus_client.parser import text_string_to_metric_families as p; \
            f = list(p(sys.stdin.read())); \
            sys.exit(0 if len(f) > 25 and all(x.documentation and x.type != 'unknown' for x in f) else 1)
            """
        let parser = popen("python3 -c \"\(check)\"", "w")
        fputs(text, parser)
        #expect(pclose(parser) == 0)
    }

    static let isPromtoolHere = system("command -v promtool >/dev/null") == 0

    @Test(.enabled(if: isPromtoolHere, "needs promtool, of Debian's package prometheus"))
    func `promtool finds nothing to complain of`() throws {
        let promtool = popen("promtool check metrics", "w")
        fputs(try Self.everything().1.text, promtool)
        #expect(pclose(promtool) == 0)
    }
}
