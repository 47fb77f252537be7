// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Testing

@Suite struct ClientRequestTests {
    @Test(arguments: [
        "https://example.com", "https://10.0.0.1:9000/graphql", "http://127.0.0.1", "http://127.0.0.1:9125/graphql",
        "http://localhost:1", "http://localhost/", "http://localhost?a@b", "http://localhost/@b", "http://[::1]:9000",
    ]) func `TLS and this machine are between the two of us`(_ url: String) {
        #expect(ClientRequest.isSecureOrLocal(url))
    }

    // RFC 3986 §3.2.1: what stands before the @ is no host.
    @Test(arguments: [
        "http://example.com", "http://10.0.0.1", "http://127.0.0.2", "http://127.0.0.1.example.com",
        "http://localhosts",
        "http://localhost@example.com", "http://localhost:a@example.com", "http://localhost:1@example.com/",
        "http://127.0.0.1:@example.com", "http://[::1]:0@example.com", "http://localhost#@example.com",
        "http://localhost\\@example.com", "http://localhost:1\\@example.com", "HTTP://localhost", "ftp://localhost", "",
        "http://", "localhost", "http://localhost:\u{661}",
    ]) func `plain text to anybody else is not`(_ url: String) {
        #expect(!ClientRequest.isSecureOrLocal(url))
    }
}
