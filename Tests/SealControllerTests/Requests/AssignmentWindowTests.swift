// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

/// How many requests are given to workers before they are carried out.
struct AssignmentWindowTests {
    @Test func `it grows only while something was in want of it`() {
        var window = AssignmentWindow(smallest: 8)
        window.began(after: .zero)
        #expect(window.size == 8)
        window.fell()
        for _ in 0..<3 { window.began(after: .milliseconds(100)) }
        #expect(window.size == 11)
        window.sufficed()
        window.began(after: .zero)
        #expect(window.size == 11)
    }

    @Test func `it shrinks while what is assigned waits, and never below what is carried out at once`() {
        var window = AssignmentWindow(smallest: 8)
        window.fell()
        for _ in 0..<4 { window.began(after: .zero) }
        #expect(window.size == 12)
        window.began(after: .milliseconds(100) + .nanoseconds(1))
        #expect(window.size == 11)
        for _ in 0..<20 { window.began(after: .seconds(1)) }
        #expect(window.size == 8)
    }

    @Test func `it has an end`() {
        var window = AssignmentWindow(smallest: 4095)
        window.fell()
        var sizes: [Int] = []
        for _ in 0..<3 {
            window.began(after: .zero)
            sizes.append(window.size)
        }
        #expect(sizes == [4096, 4096, 4096])
    }
}
