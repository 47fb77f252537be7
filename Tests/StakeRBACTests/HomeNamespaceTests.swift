// SPDX-License-Identifier: Apache-2.0
import Crypto
import Testing

@testable import StakeRBAC

/// Names that say whose a namespace is.
struct HomeNamespaceTests {
    // python3 -c "import base64; print(base64.b32encode(bytes(range(32))).decode().lower().rstrip('='))"
    static let vectors = [
        (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "seal-aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"
        ),
        (String(repeating: "0", count: 64), "seal-" + String(repeating: "a", count: 52)),
        (String(repeating: "f", count: 64), "seal-" + String(repeating: "7", count: 51) + "q"),
    ]

    @Test(arguments: vectors) func `names an address' home, and reads it back`(_ hex: String, _ name: String) throws {
        let owner = try #require(Bytes32(hex: hex))
        #expect(HomeNamespace.name(of: owner) == name)
        let bytes = Array(name.utf8)
        let read = HomeNamespace.owner(of: bytes.span)
        #expect(read == owner)
    }

    @Test(arguments: [
        "seal-", "seal-a", "seal-" + String(repeating: "a", count: 51), "seal-" + String(repeating: "a", count: 53),
        "seal-" + String(repeating: "A", count: 52), "seal-" + String(repeating: "a", count: 51) + "b",
        "seal-" + String(repeating: "1", count: 52), "Seal-" + String(repeating: "a", count: 52),
        "xseal-" + String(repeating: "a", count: 52),
    ])
    func `is nobody's home in any other form`(_ name: String) {
        let bytes = Array(name.utf8)
        let read = HomeNamespace.owner(of: bytes.span)
        #expect(read == nil)
    }
}
