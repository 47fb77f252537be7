// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// Which Events about requests are made.
struct EventPaceTests {
    private let start = Monotonic(nanoseconds: 1_000_000_000_000)
    private let one = Address(0x21)
    private let other = Address(0x22)

    /// An address for each number.
    private static func submitter(_ number: Int) -> Address {
        Address("0x" + String(number, radix: 16)) ?? Address(0)
    }

    @Test func `of what was carried out there are so many at once, and then so many in a second`() {
        var pace = EventPace()
        var count = 0
        for _ in 0..<100 where pace.begin(of: one, isDone: true, at: start) {
            count += 1
            pace.end(of: one, isDone: true)
        }
        #expect(count == 32)
        // 20 ms each.
        let early = pace.begin(of: one, isDone: true, at: start.advanced(by: .milliseconds(20) - .nanoseconds(1)))
        let onTime = pace.begin(of: one, isDone: true, at: start.advanced(by: .milliseconds(20)))
        #expect(!early && onTime)
    }

    @Test func `of one submitter's failures there are so many at once, and then one in a second`() {
        var pace = EventPace()
        var count = 0
        for _ in 0..<100 where pace.begin(of: one, isDone: false, at: start) {
            count += 1
            pace.end(of: one, isDone: false)
        }
        #expect(count == 8)
        let early = pace.begin(of: one, isDone: false, at: start.advanced(by: .seconds(1) - .nanoseconds(1)))
        let onTime = pace.begin(of: one, isDone: false, at: start.advanced(by: .seconds(1)))
        #expect(!early && onTime)
        // What others failed in, and what was carried out, is told all the same.
        let (others, done) = (
            pace.begin(of: other, isDone: false, at: start), pace.begin(of: one, isDone: true, at: start)
        )
        #expect(others && done)
    }

    @Test func `no more of one submitter's failures are under way than may be`() {
        var pace = EventPace()
        let later = start.advanced(by: .seconds(100))
        var begun = 0
        for _ in 0..<100 where pace.begin(of: one, isDone: false, at: start) { begun += 1 }
        let none = pace.begin(of: one, isDone: false, at: later)
        #expect(begun == 8 && !none)
        pace.end(of: one, isDone: false)
        let next = pace.begin(of: one, isDone: false, at: later)
        #expect(next)
    }

    @Test func `of all there are so many under way, and no more`() {
        var pace = EventPace()
        var count = 0
        for number in 0..<100 where pace.begin(of: Self.submitter(number), isDone: false, at: start) { count += 1 }
        let done = pace.begin(of: other, isDone: true, at: start)
        #expect(count == 32 && !done)
        pace.end(of: Self.submitter(0), isDone: false)
        let next = pace.begin(of: other, isDone: true, at: start)
        #expect(next)
    }

    @Test(arguments: [(1023, true), (1024, false)])
    func `so many submitters are remembered, and those who rest are forgotten`(_ count: Int, _ hasRoom: Bool) {
        var pace = EventPace()
        for number in 1...count {
            let begins = pace.begin(of: Self.submitter(number), isDone: false, at: start)
            #expect(begins)
            pace.end(of: Self.submitter(number), isDone: false)
        }
        let stranger = Self.submitter(0)
        let known = pace.begin(of: Self.submitter(1), isDone: false, at: start)
        let early = pace.begin(of: stranger, isDone: false, at: start.advanced(by: .milliseconds(999)))
        #expect(known && early == hasRoom)
        // One failure weighs a second.
        let rested = pace.begin(of: stranger, isDone: false, at: start.advanced(by: .seconds(1)))
        #expect(rested)
    }
}
