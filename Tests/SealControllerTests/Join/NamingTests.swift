// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

@testable import SealController

@Suite struct NamingTests {
    private static let owner = Address(Bytes32(hex: String(repeating: "00ff", count: 16)) ?? Bytes32())

    // Python: base64.b32encode(bytes.fromhex("00ff" * 16)).decode().lower().rstrip("=")
    private static let base32 = "ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7ad7q"

    @Test func `a name says whose machine it is and which of theirs`() {
        #expect(WorkerNodeName.name(of: Self.owner, 1) == "n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-1")
        #expect(WorkerNodeName.name(of: Self.owner, WorkerNodeName.last).utf8.count <= 63)
        #expect(OwnerLabel.value(of: Self.owner) == Self.base32)
    }

    static let numbers: [(String, Int?)] = [
        ("1", 1), ("999999999", 999_999_999), ("0", nil), ("01", nil), ("1000000000", nil), ("", nil), ("+1", nil),
        ("-1", nil), ("1x", nil),
    ]
    @Test(arguments: numbers) func `a number is read back from a name`(_ number: (String, Int?)) {
        let name = "n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-" + number.0
        #expect(WorkerNodeName.number(name, of: Self.owner) == number.1)
        #expect(WorkerNodeName.number(name, of: Address(1)) == nil)
        #expect(WorkerNodeName.isOne(name) == (number.1 != nil))
    }

    @Test(arguments: [
        ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-1", true), ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah-1", false),
        ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7a-1", false), ("m-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-1", false),
        ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah1-1", false), ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah8-1", false),
        ("n-Ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-1", false), ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7-1-1", false),
        ("n-ad7qb7ya74ap6ah7ad7qb7ya74ap6ah7", false), ("server-1", false), ("n-gpu-1", false), ("", false),
    ]) func `a name that controllers give is told from others`(_ name: String, _ isOne: Bool) {
        #expect(WorkerNodeName.isOne(name) == isOne)
    }
}
