// SPDX-License-Identifier: Apache-2.0
import Bytes
import EnclaveSimulator
import Testing

// Expected bytes: RFC 8949, appendix A.
struct CBORItemTests {
    static let items: [(CBORItem, String)] = [
        (.uint(0), "00"), (.uint(23), "17"), (.uint(24), "1818"), (.uint(256), "190100"), (.uint(65_536), "1a00010000"),
        (.uint(1_000_000_000_000), "1b000000e8d4a51000"), (.uint(.max), "1bffffffffffffffff"),
        (.negative(34), "3822"), (.negative(99), "3863"), (.bytes([1, 2, 3, 4]), "4401020304"),
        (.text("IETF"), "6449455446"),
        (.text("\u{fc}"), "62c3bc"), (.array([.uint(1), .uint(2), .uint(3)]), "83010203"), (.openArray([]), "9fff"),
        (.map([.init(.uint(1), .uint(2)), .init(.uint(3), .uint(4))]), "a201020304"),
        (.openMap([.init(.text("Fun"), .bool(true)), .init(.text("Amt"), .negative(1))]), "bf6346756ef563416d7421ff"),
        (.tag(1, .uint(1_363_896_240)), "c11a514b67b0"), (.bool(false), "f4"), (.null, "f6"),
        (.raw([0x19, 0, 0x10]), "190010"),
    ]

    @Test(arguments: items) func `items are written as RFC 8949 has them`(_ item: CBORItem, _ digits: String) {
        #expect(Hex.encode(item.encoded) == digits)
    }

    @Test func `a head can be longer than it need be`() {
        #expect(CBORItem.head(0, 16, width: 1) == [0x18, 0x10])
        #expect(CBORItem.head(0, 16, width: 2) == [0x19, 0, 0x10])
        #expect(CBORItem.head(2, 16, width: 4) == [0x5a, 0, 0, 0, 0x10])
        #expect(CBORItem.head(5, 1, width: 8) == [0xbb, 0, 0, 0, 0, 0, 0, 0, 1])
    }
}
