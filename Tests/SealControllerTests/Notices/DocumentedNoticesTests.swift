// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Telemetry
import Testing

@testable import SealController

/// A page that names what does not exist is worse than no page.
@Suite struct DocumentedNoticesTests {
    private static func page() throws -> String { try DocumentedNodeMetricsTests.text("docs/notices.md") }

    @Test func `the page names every metric, and no other`() throws {
        let registry = Registry()
        _ = NoticeMetrics(in: registry)
        var text = ByteBuffer()
        registry.render(into: &text)
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        let real = Set(lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
        let named = DocumentedNodeMetricsTests.named(try Self.page())
        #expect(real.count == 5 && named == real)
    }

    @Test func `the page names every reason, failure, setting and header`() throws {
        let page = try Self.page()
        for reason in TierChangeReason.allCases { #expect(page.contains("`\(reason.rawValue)`"), "\(reason)") }
        for failure in DeliveryFailure.allCases { #expect(page.contains("`\(failure.rawValue)`"), "\(failure)") }
        for setting in ControllerSettings.ofNotices {
            #expect(page.contains("`\(setting.key.joined(separator: "."))`"), "\(setting.key)")
        }
        let headers = [NoticeSignature.signature, NoticeSignature.timestamp, NoticeSignature.idempotencyKey]
        for header in headers { #expect(page.contains("`\(header)`"), "\(header)") }
        #expect(page.contains("`\(NoticePosition.name)`") && page.contains("`\(NoticeBody.omittedKind)`"))
    }
}
