// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Operations
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// An alert about a metric that does not exist never fires.
struct DocumentedAlertsTests {
    /// What the controller shows, of what alerts speak of.
    static func real() -> Set<String> {
        let registry = Registry()
        _ = NodeMetrics(in: registry)
        _ = NamespaceMetrics(in: registry)
        _ = NoticeMetrics(in: registry)
        _ = RequestMetrics(in: registry)
        _ = ActMetrics(in: registry)
        _ = AnchorMetrics(in: registry)
        TrailMetrics.register(nil, in: registry)
        var page = ByteBuffer()
        registry.render(into: &page)
        let lines = String(decoding: page.bytes, as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
    }

    @Test(arguments: [
        ("docs/alerts-controller.yaml", ["workers-loss", "namespaces", "notices", "requests"], 12),
        ("docs/alerts-audit.yaml", ["audit"], 8),
    ])
    func `alerts speak of metrics that exist, and have a place in a page`(
        file: String, pages: [String], count: Int
    ) throws {
        let alerts = try DocumentedNodeMetricsTests.text(file)
        #expect(DocumentedNodeMetricsTests.named(alerts).subtracting(Self.real()).isEmpty)
        let headings = try pages.flatMap { page in
            try DocumentedNodeMetricsTests.text("docs/\(page).md").split(separator: "\n")
                .filter { $0.hasPrefix("### K3sDaas") }.map { "docs/\(page).md#" + $0.dropFirst(4).lowercased() }
        }
        let runbooks = alerts.split(separator: "\n").filter { $0.contains("runbook: ") }
            .map { $0.split(separator: " ").last.map(String.init) ?? "" }
        #expect(runbooks.sorted() == headings.sorted())
        #expect(runbooks.count == count && alerts.split(separator: "\n").count { $0.contains("- alert: ") } == count)
    }

    @Test(
        .enabled(if: access("/usr/bin/promtool", X_OK) == 0, "needs promtool, of Debian's package prometheus"))
    func `promtool takes the alert rules`() {
        let folder = TestFiles.root + "docs"
        #expect(
            system("promtool check rules '\(folder)/alerts-controller.yaml' '\(folder)/alerts-audit.yaml' >/dev/null")
                == 0)
    }
}
