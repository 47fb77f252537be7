// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// The tests' own way to ask does ask what it says.
struct AskedTests {
    @Test func `reaches the engine with place, tier and caller`() throws {
        let asked = Asked(.create, "configmaps", object: "{}")
        #expect(try asked.denials(.developer) == [])
        #expect(try asked.denials(.viewer) == [.tier])
        #expect(
            try Asked(.create, "configmaps", in: Asked.othersHome, object: "{}").denials(.developer) == [.namespace])
        #expect(try asked.verdict(by: .dead(.slashed), groups: []).denials.map(\.rule) == [.identity])
        #expect(try asked.verdict(by: .notOurs, groups: []) == .pass)
        #expect(try asked.verdict(by: .serviceAccount(Asked.staker(.developer)), groups: []).tier == .developer)
    }
}
