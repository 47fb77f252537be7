// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import ClusterChain

@Suite struct FirstCopyTests {
    /// A clock that passes only where somebody waits.
    private final class Clock {
        var now = Monotonic(nanoseconds: 1_000_000_000)
        var pauses = 0

        var firstCopy: FirstCopy {
            FirstCopy(
                patience: .seconds(10), interval: .milliseconds(20), now: { self.now },
                pause: {
                    self.now = self.now.advanced(by: $0)
                    self.pauses += 1
                })
        }
    }

    @Test func `a copy that is there is not waited for`() {
        let clock = Clock()
        let came = clock.firstCopy.wait { true }
        #expect(came)
        #expect(clock.pauses == 0)
    }

    @Test func `it is waited for until it comes`() {
        let clock = Clock()
        let came = clock.firstCopy.wait { clock.pauses == 3 }
        #expect(came)
        #expect(clock.now == Monotonic(nanoseconds: 1_060_000_000))
    }

    @Test func `one that does not come is not waited for longer than there is patience`() {
        let clock = Clock()
        let came = clock.firstCopy.wait { false }
        #expect(!came)
        #expect(clock.now == Monotonic(nanoseconds: 11_000_000_000))
    }

    @Test func `one that comes at the last moment has come`() {
        let clock = Clock()
        let end = Monotonic(nanoseconds: 11_000_000_000)
        let came = clock.firstCopy.wait { clock.now == end }
        #expect(came)
    }
}
