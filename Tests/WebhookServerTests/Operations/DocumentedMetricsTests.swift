// SPDX-License-Identifier: Apache-2.0
import Glibc
import Telemetry
import Testing

@testable import WebhookServer

/// A page that names a metric which does not exist is worse than no page.
struct DocumentedMetricsTests {
    static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    static func text(_ path: String) throws -> String { try contents("\(root)/\(path)") }

    static func contents(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(file) }
        var all: [UInt8] = []
        while case let byte = getc(file), byte != EOF { all.append(UInt8(byte)) }
        return String(decoding: all, as: UTF8.self)
    }

    /// The metrics that a text names, histograms without their suffix.
    static func named(_ text: String) -> Set<String> {
        let words = text.split { !($0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_")) }.map(String.init)
        return Set(
            words.filter { $0.hasPrefix("k3s_daas_") && $0 != "k3s_daas_" }
                .map { $0.hasSuffix("_bucket") ? String($0.dropLast("_bucket".count)) : $0 })
    }

    static func real() throws -> Set<String> {
        let lines = try WebhookMetricsTests.everything().1.text.split(separator: "\n")
        let names = lines.filter { $0.hasPrefix("# TYPE k3s_daas_") }.map { String($0.split(separator: " ")[2]) }
        return Set(names)
    }

    @Test func `the page for operators names every metric, and no other`() throws {
        #expect(Self.named(try Self.text("docs/operations.md")) == (try Self.real()))
    }

    @Test func `alerts speak of metrics that exist, and have a place in the page`() throws {
        let alerts = try Self.text("docs/alerts.yaml")
        #expect(Self.named(alerts).subtracting(try Self.real()).isEmpty)
        #expect(Self.named(alerts).count >= 9)
        let headings = try Self.text("docs/operations.md").split(separator: "\n").filter { $0.hasPrefix("### ") }
            .map { "#" + $0.dropFirst(4).lowercased() }
        for line in alerts.split(separator: "\n") where line.contains("runbook:") {
            let anchor = line.drop { $0 != "#" }
            #expect(headings.contains(String(anchor)), "\(anchor)")
        }
    }

    @Test(.enabled(if: WebhookMetricsTests.isPromtoolHere, "needs promtool, of Debian's package prometheus"))
    func `promtool takes the alert rules`() {
        #expect(system("promtool check rules '\(Self.root)/docs/alerts.yaml' >/dev/null") == 0)
    }
}
