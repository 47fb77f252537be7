// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

struct MonitorTests {
    @Test func `a waiter sees what another thread did`() throws {
        let monitor = Monitor(0)
        let thread = try BackgroundThread(name: "counter, with a long name") {
            for _ in 0..<1000 {
                monitor.withLock { $0 += 1 }
                monitor.notifyAll()
            }
        }
        let seen = monitor.wait { $0 == 1000 ? $0 : nil }
        thread.join()
        #expect(seen == 1000)
    }

    @Test func `a deadline that has passed is not waited for, and the value is looked at all the same`() {
        let monitor = Monitor(7)
        #expect(monitor.wait(until: Monotonic(nanoseconds: 0)) { $0 == 8 ? () : nil } == nil)
        #expect(monitor.wait(until: Monotonic(nanoseconds: 0)) { $0 == 7 ? () : nil } != nil)
    }

    @Test func `waits until its deadline`() {
        let deadline = Monotonic.now.advanced(by: .milliseconds(5))
        #expect(Monitor(0).wait(until: deadline) { _ in nil as Void? } == nil)
        #expect(Monotonic.now >= deadline)
    }

    #if DEBUG
        @Test func `a thread that cannot be started is an error`() {
            #expect {
                try Faults.$queue.withValue(Locked([11])) {
                    try BackgroundThread(name: "none") {}.join()
                }
            } throws: {
                $0 as? SystemError == SystemError(call: "pthread_create", errno: 11)
            }
        }
    #endif
}
