// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Kernel
import SealAuthN
import Telemetry
import Testing

@testable import SealController

/// The page about home namespaces, held against the code.
struct DocumentedNamespacesTests {
    static func real() -> Set<String> {
        let registry = Registry()
        _ = NamespaceMetrics(in: registry)
        var page = ByteBuffer()
        registry.render(into: &page)
        let lines = String(decoding: page.bytes, as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
    }

    static func page() throws -> String { try DocumentedNodeMetricsTests.text("docs/namespaces.md") }

    @Test func `the page names every metric, and no other`() throws {
        #expect(Self.real().count == 7)
        #expect(DocumentedNodeMetricsTests.named(try Self.page()) == Self.real())
    }

    @Test func `the page names every state, cause, part and Event`() throws {
        let page = try Self.page()
        for state in HomeState.allCases { #expect(page.contains("`\(state.rawValue)`"), "\(state)") }
        for cause in HomeLoss.allCases { #expect(page.contains("`\(cause.rawValue)`"), "\(cause)") }
        for part in HomePart.allCases { #expect(page.contains("`\(part.rawValue)`"), "\(part)") }
        for reason in HomeEvent.Reason.allCases { #expect(page.contains("`\(reason.rawValue)`"), "\(reason)") }
        for name in HomePart.allCases.compactMap(\.name) + [NamespacePlan.grantName] {
            #expect(page.contains("`\(name)`"), "\(name)")
        }
    }

    @Test func `the page names every setting`() throws {
        let page = try Self.page()
        for setting in ControllerSettings.ofNamespaces {
            let key = setting.key.joined(separator: ".")
            #expect(page.contains("`\(key)`"), "\(key)")
        }
    }

    @Test func `the page names every annotation and label of ours`() throws {
        let page = try Self.page()
        let record = HomeRecord(
            HomeStanding(tier: .developer, stake: 1), .lost, cause: .slashed, lostSince: Sample.start,
            scaledSince: Sample.start)
        for key in record.annotations.keys { #expect(page.contains("`\(key)`"), "\(key)") }
        for key in [HomeCourse.directive, ManagedKind.label, Workload.annotation] {
            #expect(page.contains(key), "\(key)")
        }
    }
}
