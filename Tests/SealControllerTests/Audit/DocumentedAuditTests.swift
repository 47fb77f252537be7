// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Operations
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// A page that names a metric which does not exist is worse than no page.
struct DocumentedAuditTests {
    static func real() -> Set<String> {
        let registry = Registry()
        _ = ActMetrics(in: registry)
        _ = AnchorMetrics(in: registry)
        TrailMetrics.register(nil, in: registry)
        var page = ByteBuffer()
        registry.render(into: &page)
        let lines = String(decoding: page.bytes, as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
    }

    @Test func `the page names every metric, and no other`() throws {
        #expect(Self.real().count == 14)
        #expect(DocumentedNodeMetricsTests.named(try DocumentedNodeMetricsTests.text("docs/audit.md")) == Self.real())
    }

    @Test func `the page names every act, every failure and every refusal`() throws {
        let page = try DocumentedNodeMetricsTests.text("docs/audit.md")
        for kind in ActKind.allCases { #expect(page.contains("`\(kind.rawValue)`"), "\(kind)") }
        for code in AnchorFailure.Code.allCases { #expect(page.contains("`\(code.rawValue)`"), "\(code)") }
        for why in HeadRefusal.allCases { #expect(page.contains("`\(why.rawValue)`"), "\(why)") }
    }
}
