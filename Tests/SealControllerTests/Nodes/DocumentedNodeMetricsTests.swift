// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// A page that names a metric which does not exist is worse than no page.
struct DocumentedNodeMetricsTests {
    static func text(_ path: String) throws -> String {
        String(decoding: try FileContents.read(TestFiles.root + path, limit: 1 << 20).bytes, as: UTF8.self)
    }

    /// The metrics that a text names, histograms without their suffix.
    static func named(_ text: String) -> Set<String> {
        let words = text.split { !($0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_")) }.map(String.init)
        return Set(
            words.filter { $0.hasPrefix("k3s_daas_") }
                .map { $0.hasSuffix("_bucket") ? String($0.dropLast("_bucket".count)) : $0 })
    }

    static func real() -> Set<String> {
        let registry = Registry()
        _ = NodeMetrics(in: registry)
        var page = ByteBuffer()
        registry.render(into: &page)
        let lines = String(decoding: page.bytes, as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
    }

    @Test func `the page names every metric, and no other`() throws {
        #expect(Self.real().count == 6)
        #expect(Self.named(try Self.text("docs/workers-loss.md")) == Self.real())
    }

    @Test func `the page names every state and every cause`() throws {
        let page = try Self.text("docs/workers-loss.md")
        for state in NodeState.allCases { #expect(page.contains("`\(state.rawValue)`"), "\(state)") }
        for cause in LossCause.allCases { #expect(page.contains("`\(cause.rawValue)`"), "\(cause)") }
        for reason in NodeEvent.Reason.allCases where reason != .workerSuspended {
            #expect(page.contains("`\(reason.rawValue)`"), "\(reason)")
        }
    }
}
