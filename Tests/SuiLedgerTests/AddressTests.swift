// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@Suite struct AddressTests {
    @Test func `is written in full and read in any of its forms`() throws {
        let zeros = String(repeating: "0", count: 63)
        #expect(Address(2).description == "0x" + zeros + "2")
        #expect(Address("0x2") == Address(2))
        #expect(Address("0x" + zeros + "2") == Address(2))
        let mixed = try #require(Address("0xAbC"))
        #expect(mixed.description == "0x" + String(repeating: "0", count: 61) + "abc")
    }

    @Test(arguments: ["", "2", "0x", "0X2", "0xg", "0x ", "0x" + String(repeating: "0", count: 65), "0x+1", "ö"])
    func `is nothing else`(_ text: String) { #expect(Address(text) == nil) }
}
