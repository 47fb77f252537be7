// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KubeClient

@Suite struct KubeNameTests {
    private static func text(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test(arguments: ["a", "0", "team-a", "n-3f-1", "a--b"]) func `labels of RFC 1123 are names`(_ name: String) {
        #expect(KubeName.isLabel(name) && KubeName.isSubdomain(name) && KubeName.isLabelValue(name))
    }

    // What would leave its place in a path, in all ways that somebody decodes.
    static let hostile = [
        "", ".", "..", "../x", "a/b", "/", "a/../b", "%2e%2e", "a%2fb", "a%00", "a?x=1", "a#b", "a b", " a", "a\n",
        "a\r\n",
        "a\0", "-a", "a-", "A", "a_b", "a:b", "a;b", "a\\b", "\u{661}", "ä", "a\u{301}", "ａ", "a\u{200b}", "a.", ".a",
        "a..b",
        "a.-b", "a-.b",
    ]

    @Test(arguments: hostile) func `nothing else is`(_ name: String) {
        #expect(!KubeName.isLabel(name) && !KubeName.isSubdomain(name))
    }

    // RFC 1123 §2.1 and RFC 1035 §2.3.4.
    @Test func `names have their lengths`() {
        #expect(KubeName.isLabel(Self.text(62)) && KubeName.isLabel(Self.text(63)) && !KubeName.isLabel(Self.text(64)))
        #expect(KubeName.isSubdomain(Self.text(252)) && KubeName.isSubdomain(Self.text(253)))
        #expect(!KubeName.isSubdomain(Self.text(254)))
        #expect(KubeName.isLabelValue(Self.text(63)) && !KubeName.isLabelValue(Self.text(64)))
        #expect(KubeName.isLabelKey(Self.text(63)) && !KubeName.isLabelKey(Self.text(64)))
    }

    @Test func `a subdomain has dots, and a label none`() {
        #expect(KubeName.isSubdomain("server-1.example.com") && !KubeName.isLabel("server-1.example.com"))
    }

    @Test(arguments: ["", "a", "A.b_c-9", "K3s"]) func `values of labels are words or nothing`(_ text: String) {
        #expect(KubeName.isLabelValue(text))
    }

    @Test(arguments: ["a,b", "a=b", "a b", "(a)", "!a", ".a", "a-", "_", "ä", "a\n"])
    func `what a selector would take apart is no value`(_ text: String) {
        #expect(!KubeName.isLabelValue(text))
    }

    @Test(arguments: ["app", "k3s-daas.io/owner", "app.kubernetes.io/managed-by", "A_b.c"])
    func `keys of labels are names with or without a domain`(_ text: String) { #expect(KubeName.isLabelKey(text)) }

    @Test(arguments: ["", "/", "a/", "/a", "a/b/c", "A/b", "a b", "a=b", "-a/b", "a,b", "k3s-daas.io/öwner"])
    func `nothing else is a key`(_ text: String) { #expect(!KubeName.isLabelKey(text)) }

    @Test(arguments: ["seal:developer", "a", "system:node-proxier", "a:b:c", "k3s.io:x"])
    func `roles have colons in their names, and nothing else has`(_ name: String) {
        #expect(KubeName.isRoleName(name))
        #expect(KubeResource.roleBindings.isName(name))
        #expect(KubeResource.namespaces.isName(name) == !name.contains(":"))
    }

    @Test(arguments: hostile + [":", "a:", ":a", "a::b", "a:../b", "seal:a/b", "seal:A"])
    func `what is no name is no role's either`(_ name: String) {
        #expect(name == "a:b" || !KubeName.isRoleName(name) && !KubeResource.roleBindings.isName(name))
    }

    @Test func `a role's name is as long as others`() {
        #expect(KubeName.isRoleName("a:" + Self.text(251)) && !KubeName.isRoleName("a:" + Self.text(252)))
    }
}
