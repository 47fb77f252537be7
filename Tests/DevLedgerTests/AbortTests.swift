// SPDX-License-Identifier: Apache-2.0
import DevLedger
import Testing

@Suite struct AbortTests {
    @Test func `is named as the contracts name it`() {
        #expect(Abort("staking", "EZeroAmount").description == "staking::EZeroAmount")
    }
}
