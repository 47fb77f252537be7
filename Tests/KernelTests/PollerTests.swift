// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct PollerTests {
    @Test func `reports what was added, with its token, until it is silent`() throws {
        let poller = try Poller()
        let bell = try Wakeup()
        try poller.add(bell.descriptor, .readable, token: UInt64.max - 3)
        let past = Monotonic(nanoseconds: 0)
        #expect(try poller.wait(until: past, now: .now) == 0)
        bell.ring()
        bell.ring()
        #expect(try poller.wait(until: nil, now: .now) == 1)
        #expect(poller.event(0).token == UInt64.max - 3)
        #expect(poller.event(0).isReadable)
        #expect(!poller.event(0).isWritable)
        #expect(!poller.event(0).isGone)
        bell.silence()
        #expect(try poller.wait(until: past, now: .now) == 0)
    }

    @Test func `watches what it is told to`() throws {
        let poller = try Poller()
        let bell = try Wakeup()
        bell.ring()
        let past = Monotonic(nanoseconds: 0)
        try poller.add(bell.descriptor, [], token: 1)
        #expect(try poller.wait(until: past, now: .now) == 0)
        try poller.modify(bell.descriptor, .writable, token: 2)
        #expect(try poller.wait(until: past, now: .now) == 1)
        #expect(poller.event(0).token == 2)
        #expect(poller.event(0).isWritable)
        try poller.remove(bell.descriptor)
        #expect(try poller.wait(until: past, now: .now) == 0)
    }

    @Test func `waits no longer than the deadline`() throws {
        let poller = try Poller()
        let start = Monotonic.now
        #expect(try poller.wait(until: start.advanced(by: .milliseconds(3)), now: start) == 0)
        let waited = Monotonic.now.since(start)
        #expect(waited >= .milliseconds(3))
        #expect(waited < .seconds(5))
    }

    #if DEBUG
        @Test(arguments: [ENOMEM, EMFILE]) func `a failing call is thrown`(_ reason: CInt) throws {
            Faults.$queue.withValue(Locked<[CInt?]>([reason])) {
                #expect(throws: SystemError(call: "epoll_create1", errno: reason)) { _ = try Poller() }
            }
            let poller = try Poller()
            let bell = try Wakeup()
            Faults.$queue.withValue(Locked<[CInt?]>([EINTR, reason])) {
                #expect(throws: SystemError(call: "epoll_ctl", errno: reason)) {
                    try poller.add(bell.descriptor, .readable, token: 1)
                }
            }
            Faults.$queue.withValue(Locked<[CInt?]>([reason])) {
                #expect(throws: SystemError(call: "eventfd", errno: reason)) { _ = try Wakeup() }
            }
        }
    #endif
}
