// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Kernel

struct ThreadTests {
    @Test func `a thread runs and is joined`() throws {
        let seen = Locked<[Bool]>([])
        let token = ThreadToken.current
        let thread = try SharedThread(name: "test") {
            let isSame = token.isCurrent
            seen.withLock { $0.append(isSame) }
        }
        thread.join()
        #expect(seen.withLock { $0 } == [false])
        #expect(token.isCurrent)
    }

    @Test func `a lock keeps additions whole`() throws {
        let total = Locked(0)
        let threads = try (0..<4).map { _ in
            try SharedThread(name: "adder") { for _ in 0..<10_000 { total.withLock { $0 += 1 } } }
        }
        for thread in threads { thread.join() }
        #expect(total.withLock { $0 } == 40_000)
    }

    @Test func `a shared descriptor is taken once`() throws {
        let shared = SharedDescriptor(try Descriptor.listening(at: try #require(SocketAddress("127.0.0.1:0"))))
        let first = shared.take()
        let second = shared.take()
        let isThere = first != nil
        let isGone = second == nil
        #expect(isThere)
        #expect(isGone)
    }

    // ThreadSanitizer counts a thread that was neither waited for nor let go.
    @Test func `a thread that would wait for itself is let go`() throws {
        let own = Monitor<SharedThread?>(nil)
        let isOver = Monitor(false)
        let thread = try SharedThread(name: "own") {
            own.wait(for: { $0 })?.join()
            isOver.withLock { $0 = true }
            isOver.notifyAll()
        }
        own.withLock { $0 = thread }
        own.notifyAll()
        let ended = isOver.wait(until: Monotonic.now.advanced(by: .seconds(60))) { $0 ? true : nil }
        #expect(ended == true)
    }
}
