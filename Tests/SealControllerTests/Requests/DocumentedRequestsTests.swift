// SPDX-License-Identifier: Apache-2.0
import Bytes
import Telemetry
import Testing

@testable import SealController

/// docs/requests.md says what there is, and nothing else.
struct DocumentedRequestsTests {
    static func real() -> Set<String> {
        let registry = Registry()
        _ = RequestMetrics(in: registry)
        var page = ByteBuffer()
        registry.render(into: &page)
        let lines = String(decoding: page.bytes, as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
    }

    @Test func `the page names every metric, and no other`() throws {
        #expect(Self.real().count == 7)
        #expect(
            DocumentedNodeMetricsTests.named(try DocumentedNodeMetricsTests.text("docs/requests.md")) == Self.real())
    }

    @Test func `the page names every state and every reason`() throws {
        let page = try DocumentedNodeMetricsTests.text("docs/requests.md")
        for state in RequestState.allCases { #expect(page.contains("`\(state.rawValue)`"), "\(state)") }
        for code in RequestFailure.Code.allCases { #expect(page.contains("`\(code.rawValue)`"), "\(code)") }
    }
}
