// SPDX-License-Identifier: Apache-2.0
import Crypto
import HTTPClient
import Testing

@testable import SealController

/// From where documents are fetched, and what is believed of them.
struct ManifestAddressTests {
    static let hash = [UInt8](repeating: 1, count: 32)

    @Test(arguments: [
        ("https://a.example/x", "a.example"), ("https://A.Example:8443/x?y", "a.example"),
        ("https://a.example", "a.example"),
        ("https://[2001:db8::1]:1/x", "[2001:db8::1]"), ("https://a.example?x", "a.example"),
    ]) func `a host is found in its address`(_ url: String, _ host: String) {
        #expect(throws: Never.self) { try ManifestAddress(url, hash: Self.hash, .only([host])) }
        #expect(ManifestTests.code { _ = try ManifestAddress(url, hash: Self.hash, .only([])) } == .address)
        #expect(ManifestTests.code { _ = try ManifestAddress(url, hash: Self.hash, .only(["b.example"])) } == .address)
        #expect(throws: Never.self) { try ManifestAddress(url, hash: Self.hash, .all) }
    }

    @Test(arguments: [
        "http://a.example/x", "https://", "https:///x", "https://u@a.example/", "https://a.example:x/",
        "https://a.example:/",
        "https://[::1", "https://a%2eb/", "https://[::1]x/", "file:///etc/passwd", "HTTPS://a.example/",
        // What is no visible ASCII: the sign of the kelvin is a k in lower case, and digits are others' digits, too.
        "https://\u{212A}.example/", "https://a.example:\u{0663}/", "https://a.example\t/", "https://a.example/\nx",
        "https://a.example/ x", "https://a.example\u{0}/", "https://a.example/\u{7f}", "https://a\u{3002}example/",
    ]) func `what two readers could read in two ways is no address`(_ url: String) {
        #expect(ManifestTests.code { _ = try ManifestAddress(url, hash: Self.hash, .all) } == .address)
    }

    @Test(arguments: [0, 31, 33]) func `a hash has its length`(_ count: Int) {
        let hash = [UInt8](repeating: 1, count: count)
        #expect(ManifestTests.code { _ = try ManifestAddress("https://a.example/", hash: hash, .all) } == .address)
    }

    static func outcome(_ status: Int, _ body: [UInt8], hash: [UInt8]) throws -> Result<[UInt8], ManifestFetchError> {
        let address = try ManifestAddress("https://a.example/", hash: hash, .all)
        let response = ClientResponse(status: status, headers: [], body: body, trailers: [])
        return WebManifests.outcome(of: .success(response), address)
    }

    /// `printf abc | sha256sum`.
    static let abc: [UInt8] = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03,
        0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
    ]

    @Test func `only what has the hash is believed`() throws {
        #expect(try Self.outcome(200, Array("abc".utf8), hash: Self.abc) == .success(Array("abc".utf8)))
        guard case .failure(.refused(let failure)) = try Self.outcome(200, Array("abd".utf8), hash: Self.abc) else {
            return #expect(Bool(false), "it is refused")
        }
        #expect(failure.code == .hash)
    }

    @Test(arguments: [204, 206, 301, 302, 307, 401, 403, 404, 418])
    func `another answer than the document is none`(_ status: Int) throws {
        guard case .failure(.refused(let failure)) = try Self.outcome(status, Array("abc".utf8), hash: Self.abc) else {
            return #expect(Bool(false), "it is refused")
        }
        #expect(failure.code == .fetch)
    }

    @Test(arguments: [408, 425, 429, 500, 503]) func `who asks to come later is asked later`(_ status: Int) throws {
        #expect(try Self.outcome(status, [], hash: Self.abc) == .failure(.later))
    }

    @Test(arguments: ClientError.Code.allCases) func `every way to fail means something`(
        _ code: ClientError.Code
    ) throws {
        let address = try ManifestAddress("https://a.example/", hash: Self.abc, .all)
        let outcome = WebManifests.outcome(of: .failure(ClientError(code)), address)
        switch code {
        case .tooLarge, .invalidRequest, .plaintext:
            guard case .failure(.refused) = outcome else { return #expect(Bool(false), "it is refused") }
        default: #expect(outcome == .failure(.later))
        }
    }
}
