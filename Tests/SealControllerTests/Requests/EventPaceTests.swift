// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

/// Which Events about requests are made.
struct EventPaceTests {
    private let start = Monotonic(nanoseconds: 1_000_000_000_000)

    @Test func `of what was carried out there are so many at once, and then so many in a second`() {
        var pace = EventPace()
        var count = 0
        for _ in 0..<100 where pace.begin(isDone: true, at: start) {
            count += 1
            pace.end(isDone: true)
        }
        #expect(count == 32)
        // 20 ms each.
        let early = pace.begin(isDone: true, at: start.advanced(by: .milliseconds(20) - .nanoseconds(1)))
        let onTime = pace.begin(isDone: true, at: start.advanced(by: .milliseconds(20)))
        #expect(!early && onTime)
    }

    @Test func `of what failed there are as many as there are, but for those under way`() {
        var pace = EventPace()
        for _ in 0..<1000 {
            let begins = pace.begin(isDone: false, at: start)
            #expect(begins)
            pace.end(isDone: false)
        }
        var count = 0
        for _ in 0..<100 where pace.begin(isDone: false, at: start) { count += 1 }
        let other = pace.begin(isDone: true, at: start)
        #expect(count == 32 && !other)
        pace.end(isDone: false)
        let next = pace.begin(isDone: true, at: start)
        #expect(next)
    }
}
