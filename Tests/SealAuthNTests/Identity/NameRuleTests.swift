// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealAuthN

struct NameRuleTests {
    private func refusal(_ name: String) -> NameRule.Refusal? {
        do throws(NameRule.Refusal) { try NameRule.check(name) } catch { return error }
        return nil
    }

    // k3s hands cluster keys to k3s:server, Kubernetes the cluster to system:masters.
    @Test(arguments: [
        "system:masters", "SYSTEM:masters", "System:", "sYsTeM:node:x", "k3s:server", "K3S:server", "k3s:",
    ])
    func `no name begins like the cluster's own`(_ name: String) {
        #expect(refusal(name) == .reserved)
    }

    @Test(arguments: [
        "a\nb", "a b", " system:masters", "a\u{0}", "a\u{7F}", "ѕystem:masters", "syst\u{200B}em:masters",
        "\u{FF53}ystem:x",
    ])
    func `no name holds what cannot be seen, or looks like another letter`(_ name: String) {
        #expect(refusal(name) == .unprintable)
    }

    @Test(arguments: ["s", "system", "systems:x", "k3s", "k3sx:a", "team:system:masters", "sui:0x", "!~\"\\"])
    func `other names may be told`(_ name: String) {
        #expect(refusal(name) == nil)
    }

    @Test func `no name is empty or endless`() {
        #expect(refusal("") == .empty)
        #expect(refusal(String(repeating: "a", count: 511)) == nil)
        #expect(refusal(String(repeating: "a", count: 512)) == nil)
        #expect(refusal(String(repeating: "a", count: 513)) == .tooLong)
    }
}
