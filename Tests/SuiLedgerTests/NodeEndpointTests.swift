// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@Suite struct NodeEndpointTests {
    // RFC 3986 §3.2.
    @Test(arguments: [
        ("https://a.example", "a.example:443"), ("https://A.Example:443/graphql", "a.example:443"),
        ("https://a.example:9000?x", "a.example:9000"), ("http://127.0.0.1/x:1@y", "127.0.0.1:80"),
        ("https://[::1]", "[::1]:443"), ("http://[2001:DB8::1]:65535/", "[2001:db8::1]:65535"),
        ("https://a.example:00443", "a.example:443"),
    ]) func `the authority is host and port, written in one way`(_ url: String, _ expected: String) {
        #expect(NodeEndpoint(.grpc, url).authority == expected)
    }

    @Test(arguments: [
        "", "https://", "https:///graphql", "https://:443", "https://a.example:", "https://a.example:0",
        "https://a.example:65536", "https://a.example:+1", "https://a.example:x", "https://u@a.example",
        "https://u:p@a.example", "https://a\\b", "https://[::1", "https://a b", "https://\u{E9}.example",
        "HTTPS://a.example", "ftp://a.example", "a.example", "https://" + String(repeating: "a", count: 2041),
    ]) func `what is no plain address has none`(_ url: String) {
        #expect(NodeEndpoint(.grpc, url).authority == nil)
    }

    @Test func `an address has up to 2048 bytes`() {
        let host = String(repeating: "a", count: 2040)
        #expect(NodeEndpoint(.grpc, "https://" + host).authority == host + ":443")
    }

    @Test func `plain text is for this machine`() {
        #expect(NodeEndpoint(.grpc, "https://a.example").isSecureOrLocal)
        #expect(NodeEndpoint(.grpc, "http://[::1]:1").isSecureOrLocal)
        #expect(!NodeEndpoint(.grpc, "http://a.example").isSecureOrLocal)
        #expect(!NodeEndpoint(.grpc, "http://localhost:1@a.example").isSecureOrLocal)
    }
}
