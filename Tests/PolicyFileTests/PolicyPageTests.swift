// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Kernel
import PolicyFile
import StakeRBAC
import TestSupport
import Testing

/// A page that says otherwise than the code is worse than no page.
@Suite struct PolicyPageTests {
    private static func lines() throws -> [String] {
        let bytes = try FileContents.read(TestFiles.root + "docs/policy.md", limit: 1 << 20).bytes
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// The lines under a heading.
    private static func section(_ heading: String) throws -> [String] {
        let rest = try lines().drop { $0 != "## " + heading }.dropFirst()
        return Array(rest.prefix { !$0.hasPrefix("## ") })
    }

    /// The cells of a table's rows, without its head.
    private static func rows(_ lines: [String]) -> [[String]] {
        lines.filter { $0.hasPrefix("| ") }.dropFirst().map { row in
            row.split(separator: "|").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        }
    }

    @Test func `the page has every rule in its order, and what can be done about it`() throws {
        let found = Self.rows(try Self.section("Rules")).map { Array($0.prefix(2)) }
        let expected = Rule.allCases.map { rule in
            ["`\(rule.rawValue)`", rule.isFixed ? "fixed" : rule.isExemptible ? "exemptible" : ""]
        }
        #expect(found == expected)
    }

    @Test func `the page's numbers are what a stake is worth`() throws {
        let rows = Self.rows(try Self.section("Quotas"))
        #expect(rows.count == 4)
        for row in rows {
            let stake = try #require(row[0].split(separator: " ").first.flatMap { Double($0) })
            let limit = StakeQuota().limit(ofStake: UInt64((stake * 1_000_000_000).rounded()))
            let written = [
                "\(limit.cpu / 1000)", "\(limit.memory >> 30)Gi", "\(limit.pods)", "\(limit.storage >> 30)Gi",
            ]
            #expect(Array(row.dropFirst()) == written)
        }
    }

    @Test(arguments: ["The file", "Kinds", "Exemptions"])
    func `what the page shows of a policy is taken`(_ heading: String) throws {
        let code = try Self.section(heading).filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
        let text = code.map { $0 + "\n" }.joined()
        let problems =
            heading == "The file"
            ? { if case .failure(let error) = Policies.load(text) { error.problems.map(\.description) } else { [] } }()
            : Policies.problems(text)
        #expect(problems == [])
        #expect(code.count > 1)
    }

    @Test func `the page has every key`() throws {
        let page = try Self.lines().joined(separator: "\n")
        for line in PolicyText.builtIn.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix(" ") {
            let name = line.prefix { $0 != ":" }
            guard !["apiVersion", "kind"].contains(name) else { continue }
            #expect(page.contains("`\(name)`") || page.contains("`\(name)."), "\(name)")
        }
    }
}
