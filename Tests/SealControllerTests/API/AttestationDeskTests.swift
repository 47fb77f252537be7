// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

@Suite struct AttestationDeskTests {
    @Test(arguments: [(15, false), (16, true), (17, true), (63, true), (64, true), (65, false)])
    func `a nonce has 16 to 64 bytes`(_ count: Int, _ isGood: Bool) {
        let text = String(repeating: "a0", count: count)
        #expect(AttestationDesk.nonce(text) == (isGood ? text : nil))
    }

    @Test func `a nonce is written in one way`() {
        let good = String(repeating: "ab", count: 16)
        for bad in [good + "a", good.uppercased(), "0x" + good, String(repeating: "g0", count: 16), ""] {
            #expect(AttestationDesk.nonce(bad) == nil, "\(bad)")
        }
    }
}
