// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct EntropyPoolTests {
    @Test func `a machine that runs tests has randomness`() throws {
        #expect(try EntropyPool.isReady())
    }

    #if DEBUG
        @Test func `randomness that would have to be waited for is not ready, another fault is one`() throws {
            let isReady = try Faults.$queue.withValue(Locked([EAGAIN])) { try EntropyPool.isReady() }
            #expect(!isReady)
            #expect(throws: SystemError(call: "getrandom", errno: ENOSYS)) {
                try Faults.$queue.withValue(Locked([ENOSYS])) { _ = try EntropyPool.isReady() }
            }
        }
    #endif

    @Test func `more than is mixed in at once is refused`() {
        let bytes = Array(repeating: UInt8(1), count: EntropyPool.portion + 1)
        #expect(throws: SystemError(call: "ioctl", errno: EINVAL)) { try EntropyPool.add(bytes) }
    }
}
