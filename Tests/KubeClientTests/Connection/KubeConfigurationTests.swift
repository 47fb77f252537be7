// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KubeClient

@Suite struct KubeConfigurationTests {
    private static func server(_ url: String) -> String? {
        KubeConfiguration(server: url, authorities: .system, credentials: .none)?.server
    }

    @Test(arguments: [
        ("https://127.0.0.1:6443", "https://127.0.0.1:6443"), ("https://k3s.example:6443/", "https://k3s.example:6443"),
        ("https://[fd00::1]:6443", "https://[fd00::1]:6443"), ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("https://rancher.example/k8s/clusters/c-1", "https://rancher.example/k8s/clusters/c-1"),
    ]) func `an apiserver has an address`(_ url: String, _ expected: String) {
        #expect(Self.server(url) == expected)
    }

    @Test(arguments: [
        "", "k3s.example", "http://k3s.example:6443", "http://localhost@k3s.example", "https://", "https:///x",
        "https://user@k3s.example", "https://user:word@k3s.example", "https://k3s.example?x=1", "https://k3s.example#x",
        "https://k3s.example/..", "https://k3s.example/a/../b", "https://k3s.example/.", "https://k3s.example/a b",
        "https://k3s.example/%2e%2e", "https://k3s.example\\x", "https://ä.example", "ftp://k3s.example",
        "unix:///run/x",
    ]) func `nothing else is one, least of all in plain text`(_ url: String) {
        #expect(Self.server(url) == nil)
    }

    @Test func `an address has its length`() {
        func url(_ count: Int) -> String { "https://" + String(repeating: "a", count: count - 8) }
        #expect(Self.server(url(511)) != nil && Self.server(url(512)) != nil && Self.server(url(513)) == nil)
    }

    @Test func `a namespace is a name`() {
        func isTaken(_ name: String) -> Bool {
            KubeConfiguration(
                server: "https://a", authorities: .system, credentials: .none, namespace: name) != nil
        }
        #expect(isTaken("kube-system") && !isTaken("../x") && !isTaken(""))
    }

    @Test func `a token is one word, and shows nothing of itself`() throws {
        let token = try #require(KubeToken(" \n\tabc.DEF-1\r\n"))
        #expect(token.header == "Bearer abc.DEF-1")
        var shown = "\(token)"
        dump(token, to: &shown)
        print(KubeConfiguration.Credentials.token(token), to: &shown)
        #expect(!shown.contains("abc"))
    }

    @Test(arguments: ["", " ", "\n", "a b", "a\nb", "a\r\nx: y", "ä", "a\u{7f}b", "a\0"])
    func `nothing else is a token`(_ text: String) { #expect(KubeToken(text) == nil) }

    @Test func `a token has its length`() {
        func isTaken(_ count: Int) -> Bool { KubeToken(String(repeating: "a", count: count)) != nil }
        #expect(isTaken(16_383) && isTaken(16_384) && !isTaken(16_385))
    }
}
