// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@Suite struct GroupNameTests {
    private func refusal(_ text: String) -> NameRefusal? {
        do throws(NameRefusal) {
            let name = try GroupName(text)
            #expect(name.text == text)
            return nil
        } catch {
            return error
        }
    }

    static let taken = [
        "a", "developers", "oidc:team-a", "https://idp.example/groups#9", "system", "k3s", "seal", "systems:a",
        "my-system:masters", "xk3s:server", "unseal:a", ":", "~!\"\\", String(repeating: "g", count: 255),
        String(repeating: "g", count: 256),
    ]

    @Test(arguments: taken) func `takes a name of the cluster's own`(_ text: String) {
        #expect(refusal(text) == nil)
    }

    static let refused: [(String, NameRefusal)] = [
        ("", .empty), (String(repeating: "g", count: 257), .tooLong),
        (String(repeating: "\u{E9}", count: 129), .tooLong),
        // Kubernetes hands the cluster to system:masters, k3s its keys to k3s:server.
        ("system:masters", .reserved), ("SYSTEM:masters", .reserved), ("System:Masters", .reserved),
        ("sYsTeM:nodes", .reserved), ("system:", .reserved), ("system:authenticated", .reserved),
        ("k3s:server", .reserved), ("K3S:server", .reserved), ("K3s:agent", .reserved), ("k3s:", .reserved),
        // A configuration must not hand out tiers.
        ("seal:super", .tier), ("SEAL:super", .tier), ("seal:", .tier), ("Seal:x", .tier),
        // What only looks like one of these, or becomes one in a careless reader.
        ("\u{455}ystem:masters", .unprintable), ("syst\u{435}m:masters", .unprintable),
        ("\u{17F}ystem:masters", .unprintable),
        ("\u{212A}3s:server", .unprintable), ("system\u{FF1A}masters", .unprintable), ("s\u{301}ystem:", .unprintable),
        (" system:masters", .unprintable), ("\tsystem:masters", .unprintable), ("\u{FEFF}system:masters", .unprintable),
        ("\u{200B}system:masters", .unprintable), ("\0system:masters", .unprintable), ("a\0b", .unprintable),
        ("system:masters\n", .unprintable), ("a b", .unprintable), ("a\t", .unprintable), ("a ", .unprintable),
        ("\u{7F}", .unprintable), ("\u{1F}", .unprintable), ("\u{80}", .unprintable), ("\u{E9}", .unprintable),
    ]

    @Test(arguments: refused) func `refuses a name that somebody gives a meaning to`(
        _ text: String, _ expected: NameRefusal
    ) {
        #expect(refusal(text) == expected)
    }

    @Test func `every reason is reached, and each says another thing`() {
        #expect(Set(Self.refused.map(\.1)) == Set(NameRefusal.allCases))
        #expect(Set(NameRefusal.allCases.map(\.reason.description)).count == NameRefusal.allCases.count)
    }
}
