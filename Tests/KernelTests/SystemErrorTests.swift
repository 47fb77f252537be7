// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct SystemErrorTests {
    @Test func `says which call failed and why`() {
        #expect(SystemError(call: "bind", errno: EADDRINUSE).description == "bind: Address already in use")
        #expect(SystemError(call: "x", errno: 99_999).description == "x: unknown error")
    }

    #if DEBUG
        @Test(arguments: [[EINTR], [EINTR, EINTR, EINTR]])
        func `goes on after an interruption`(_ faults: [CInt]) throws {
            let queue = Locked<[CInt?]>(faults)
            let result = try Faults.$queue.withValue(queue) {
                try SystemError.check("getpid") { Int(getpid()) }
            }
            #expect(result == Int(getpid()))
            #expect(queue.withLock { $0.isEmpty })
        }

        @Test(arguments: [ENOMEM, EMFILE, EAGAIN, EIO])
        func `throws every other reason, once`(_ reason: CInt) {
            let error = #expect(throws: SystemError.self) {
                try Faults.$queue.withValue(Locked<[CInt?]>([EINTR, reason, EPERM])) {
                    _ = try SystemError.check("getpid") { Int(getpid()) }
                }
            }
            #expect(error?.errno == reason)
        }
    #endif
}
