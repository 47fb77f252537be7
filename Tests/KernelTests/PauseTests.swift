// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@Suite struct PauseTests {
    @Test(arguments: [0, 1, 30]) func `a pause is never shorter than asked for`(_ milliseconds: Int) {
        let start = Monotonic.now
        Pause.take(.milliseconds(milliseconds))
        #expect(Monotonic.now.since(start) >= .milliseconds(milliseconds))
    }
}
