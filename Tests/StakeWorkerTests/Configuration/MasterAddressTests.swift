// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeWorker

@Suite struct MasterAddressTests {
    @Test(arguments: [
        ("https://a", "https://a"), ("https://a:1/", "https://a:1"), ("https://[::1]:9443", "https://[::1]:9443"),
        ("https://A-1.example", "https://A-1.example"),
    ]) func `hosts and ports are taken`(_ text: String, _ expected: String) {
        #expect(MasterAddress(text)?.text == expected)
    }

    @Test(arguments: [
        "", "a", "http://a", "https://", "https:///", "https://a/b", "https://a?b", "https://a#b", "https://u@a",
        "https://:1", "https://a b", "https://a\\b", "https://a//", "HTTPS://a", "https://ä",
    ]) func `anything else is not`(_ text: String) { #expect(MasterAddress(text) == nil) }

    @Test(arguments: [(299, true), (300, true), (301, false)]) func `nothing is endless`(_ count: Int, _ isTaken: Bool)
    {
        let text = "https://" + String(repeating: "a", count: count - 8)
        #expect((MasterAddress(text) != nil) == isTaken)
    }
}
