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
}
