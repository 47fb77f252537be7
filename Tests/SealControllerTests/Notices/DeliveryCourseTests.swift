// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

@Suite struct DeliveryCourseTests {
    private static func course(_ count: UInt64 = 1) -> DeliveryCourse {
        var course = DeliveryCourse(DeliverySettings())
        for number in 1...count { course.push(NoticeSample.change(number)) }
        return course
    }

    private static func at(_ seconds: Double) -> Moment { Sample.moment(seconds) }

    @Test func `one notice at a time, at its pace`() {
        var course = Self.course(2)
        let first = course.next(at: Self.at(0).monotonic)?.name
        let none = course.next(at: Self.at(5).monotonic)
        #expect(first == "1" && none == nil)
        let end = course.ended(.told, at: Self.at(0.02))
        #expect(end == .told(.change(NoticeSample.change(1))))
        let early = course.next(at: Self.at(0.099).monotonic)
        let second = course.next(at: Self.at(0.1).monotonic)?.name
        #expect(early == nil && second == "2")
    }

    @Test func `after failures it waits twice as long each time, and five minutes at most`() {
        var course = Self.course()
        var now = 0.0
        for wait in [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            let notice = course.next(at: Self.at(now).monotonic)
            #expect(notice?.name == "1")
            let end = course.ended(.failed(.timeout), at: Self.at(now))
            #expect(end == .again(.change(NoticeSample.change(1)), .timeout))
            let early = course.next(at: Self.at(now + wait - 0.001).monotonic)
            #expect(early == nil, "\(wait)")
            now += wait
        }
        let last = course.next(at: Self.at(now).monotonic)
        #expect(last != nil)
    }

    @Test func `a success forgets the failures before it`() {
        var course = Self.course(2)
        _ = course.next(at: Self.at(0).monotonic)
        _ = course.ended(.failed(.broken), at: Self.at(0))
        _ = course.next(at: Self.at(1).monotonic)
        _ = course.ended(.told, at: Self.at(1))
        _ = course.next(at: Self.at(2).monotonic)
        _ = course.ended(.failed(.broken), at: Self.at(2))
        let next = course.next(at: Self.at(3).monotonic)?.name
        #expect(next == "2")
    }

    @Test func `what a receiver does not take is given up at once, and the next is told`() {
        var course = Self.course(2)
        _ = course.next(at: Self.at(0).monotonic)
        let end = course.ended(.failed(.refused), at: Self.at(0))
        #expect(end == .givenUp(.change(NoticeSample.change(1)), .refused) && course.oldest == 2)
        let next = course.next(at: Self.at(1).monotonic)?.name
        #expect(next == "2")
    }

    @Test(arguments: [(86_399.0, true), (86_400, false), (86_401, false)])
    func `a notice is tried for a day`(_ age: Double, _ again: Bool) {
        var course = Self.course()
        _ = course.next(at: Self.at(0).monotonic)
        let end = course.ended(.failed(.unreachable), at: Self.at(age))
        let notice = Notice.change(NoticeSample.change(1))
        #expect(end == (again ? .again(notice, .unreachable) : .givenUp(notice, .unreachable)))
    }

    @Test func `an answer to nothing is nothing`() {
        var course = Self.course()
        #expect(course.ended(.told, at: Self.at(0)) == nil && course.count == 1)
    }
}
