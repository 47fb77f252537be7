// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

struct AnchorCourseTests {
    /// Always the most with all ones, always the least with 1; with 0 a number below a bound is never found.
    struct Edge: RandomNumberGenerator {
        var word: UInt64
        mutating func next() -> UInt64 { word }
    }

    static func at(_ seconds: Double) -> Monotonic {
        Monotonic(nanoseconds: 1_000_000_000_000).advanced(by: .seconds(seconds))
    }

    /// When it is due, in seconds.
    static func due(_ course: AnchorCourse) -> Double? {
        course.due.map { Double($0.since(at(0)).wholeNanoseconds) / 1e9 }
    }

    @Test func `only who leads is ever due`() {
        var dice = Edge(word: 1)
        var course = AnchorCourse(interval: .seconds(600))
        #expect(course.due == nil)
        course.ended(isFine: true, at: Self.at(0), using: &dice)
        #expect(course.due == nil)
        course.leads(true, at: Self.at(5), using: &dice)
        #expect(Self.due(course) == 5)
        course.leads(false, at: Self.at(6), using: &dice)
        #expect(course.due == nil)
        dice.word = .max
        course.leads(true, at: Self.at(10), using: &dice)
        #expect(Self.due(course) == 20)
        // Said again, it changes nothing.
        course.leads(true, at: Self.at(15), using: &dice)
        #expect(Self.due(course) == 20)
    }

    @Test(arguments: [(UInt64(1), 600.0), (.max, 660.0)])
    func `an interval is never shorter, and a little longer at most`(
        _ word: UInt64, _ seconds: Double
    ) {
        var dice = Edge(word: word)
        var course = AnchorCourse(interval: .seconds(600))
        course.leads(true, at: Self.at(0), using: &dice)
        course.ended(isFine: true, at: Self.at(0), using: &dice)
        #expect(Self.due(course) == seconds)
    }

    @Test func `after failures it waits twice as long each time, up to the interval`() {
        var dice = Edge(word: .max)
        var course = AnchorCourse(interval: .seconds(60))
        course.leads(true, at: Self.at(0), using: &dice)
        var waits: [Double?] = []
        for _ in 0..<6 {
            course.ended(isFine: false, at: Self.at(0), using: &dice)
            waits.append(Self.due(course))
        }
        #expect(waits == [5, 10, 20, 40, 60, 60])
        course.ended(isFine: true, at: Self.at(0), using: &dice)
        course.ended(isFine: false, at: Self.at(0), using: &dice)
        #expect(Self.due(course) == 5)
    }
}
