// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealController

extension NoticeCourse {
    /// Hears all up to a number, from the first that is told of.
    fileprivate mutating func hear(_ notices: [Notice], upTo number: UInt64) {
        hear(notices, (notices.map(\.number).min() ?? number)...number, at: Sample.start)
    }
}

/// Who is told what, and how far everybody has been told.
@Suite struct NoticeCourseTests {
    private static func course() -> NoticeCourse {
        let event = NoticeCourse.Receiver(settings: DeliverySettings(), wants: Set(TierChangeReason.allCases))
        let webhook = NoticeCourse.Receiver(settings: DeliverySettings(), wants: [.stakeSlashed])
        return NoticeCourse([event, webhook])
    }

    private static func at(_ seconds: Double) -> Moment { Sample.moment(seconds) }

    /// One that leads and knows how far the last one came.
    private static func leading(from position: UInt64? = nil, hearing notices: [Notice] = []) -> NoticeCourse {
        var course = course()
        if let last = notices.map(\.number).max() { course.hear(notices, upTo: last) }
        course.lead(true)
        _ = course.orders(at: at(0).monotonic, hasHole: false)
        course.read(position)
        return course
    }

    private static func orders(_ course: inout NoticeCourse, _ seconds: Double, hasHole: Bool = false) -> [String] {
        course.orders(at: at(seconds).monotonic, hasHole: hasHole).map { order in
            switch order {
            case .readPosition: "read"
            case .savePosition(let number): "save \(number)"
            case .send(let receiver, let notice): "\(receiver):\(notice.name)"
            }
        }
    }

    @Test func `whoever does not lead tells nobody`() {
        var course = Self.course()
        course.hear([NoticeSample.notice(1)], upTo: 1)
        #expect(Self.orders(&course, 0) == [] && Self.orders(&course, 99) == [])
    }

    @Test func `whoever begins to lead asks first how far the last one came`() {
        var course = Self.course()
        course.hear([1, 2, 3].map { NoticeSample.notice($0) }, upTo: 3)
        course.lead(true)
        #expect(Self.orders(&course, 0) == ["read"] && Self.orders(&course, 1) == [])
        course.read(2)
        #expect(Self.orders(&course, 2) == ["0:3", "1:3"])
    }

    @Test func `what the last leader told of is not told again, however late it comes`() {
        var course = Self.leading(from: 2)
        course.hear([1, 2].map { NoticeSample.notice($0) }, upTo: 2)
        #expect(Self.orders(&course, 1) == [])
        course.hear([NoticeSample.notice(3)], upTo: 3)
        #expect(Self.orders(&course, 2) == ["0:3", "1:3"])
    }

    @Test func `where nobody has told anything all that was heard is told`() {
        var course = Self.leading(hearing: [NoticeSample.notice(7), NoticeSample.notice(8)])
        #expect(Self.orders(&course, 1) == ["0:7", "1:7", "save 6"])
    }

    @Test func `a position that cannot be read is asked for again`() {
        var course = Self.course()
        course.lead(true)
        _ = Self.orders(&course, 0)
        course.readFailed(at: Self.at(1).monotonic)
        #expect(Self.orders(&course, 5.999) == [] && Self.orders(&course, 6) == ["read"])
    }

    @Test func `a receiver hears what it wants`() {
        var course = Self.leading()
        course.hear([NoticeSample.notice(1, .tierRaised), NoticeSample.notice(2)], upTo: 2)
        #expect(Self.orders(&course, 1) == ["0:1", "1:2"])
    }

    @Test func `told is what everybody was told, and is kept`() {
        var course = Self.leading()
        course.hear([NoticeSample.notice(5), NoticeSample.notice(6)], upTo: 9)
        #expect(Self.orders(&course, 1) == ["0:5", "1:5", "save 4"])
        course.ended(saving: 4, isSaved: true, at: Self.at(1).monotonic)
        _ = course.ended(receiver: 0, .told, at: Self.at(1))
        #expect(Self.orders(&course, 2) == ["0:6"])
        _ = course.ended(receiver: 1, .told, at: Self.at(2))
        #expect(Self.orders(&course, 3) == ["1:6", "save 5"])
        course.ended(saving: 5, isSaved: true, at: Self.at(3).monotonic)
        _ = course.ended(receiver: 0, .told, at: Self.at(3))
        _ = course.ended(receiver: 1, .told, at: Self.at(3))
        // Nothing waits: all that was heard is told.
        #expect(Self.orders(&course, 4) == ["save 9"])
    }

    @Test func `a position that could not be kept is kept later`() {
        var course = Self.leading()
        course.hear([], upTo: 9)
        #expect(Self.orders(&course, 1) == ["save 9"] && Self.orders(&course, 2) == [])
        course.ended(saving: 9, isSaved: false, at: Self.at(2).monotonic)
        #expect(Self.orders(&course, 6.9) == [] && Self.orders(&course, 7) == ["save 9"])
    }

    @Test func `positions are kept once a second at most`() {
        var course = Self.leading()
        course.hear([], upTo: 1)
        _ = Self.orders(&course, 1)
        course.ended(saving: 1, isSaved: true, at: Self.at(1).monotonic)
        course.hear([], upTo: 2)
        #expect(Self.orders(&course, 1.999) == [] && Self.orders(&course, 2) == ["save 2"])
    }

    @Test func `while an event is missing nothing counts as told`() {
        var course = Self.leading()
        course.hear([], upTo: 9)
        #expect(Self.orders(&course, 1, hasHole: true) == [])
        course.hear([NoticeSample.notice(8)], upTo: 8)
        #expect(Self.orders(&course, 2) == ["0:8", "1:8", "save 7"])
    }

    @Test func `what was missing is told though all behind it is told already`() {
        var course = Self.leading(from: 5)
        course.hear([], 5...9, at: Sample.start)
        // The copy has the missing event, and is about to say what it is.
        #expect(Self.orders(&course, 1) == ["save 9"])
        course.ended(saving: 9, isSaved: true, at: Self.at(1).monotonic)
        course.hear([5, 6].map { NoticeSample.notice($0) }, upTo: 6)
        #expect(Self.orders(&course, 2) == ["0:6", "1:6"])
        _ = course.ended(receiver: 0, .told, at: Self.at(2))
        _ = course.ended(receiver: 1, .told, at: Self.at(2))
        #expect(Self.orders(&course, 3) == [])
    }

    @Test func `what is under way when another leads is told again by whoever leads next`() {
        var course = Self.leading(hearing: [NoticeSample.notice(1)])
        #expect(Self.orders(&course, 1) == ["0:1", "1:1"] && course.term == 1)
        course.lead(false)
        let late = course.ended(receiver: 0, .told, at: Self.at(1))
        #expect(late == nil && Self.orders(&course, 2) == [])
        course.lead(true)
        #expect(Self.orders(&course, 3) == ["read"] && course.term == 2)
        course.read(0)
        #expect(Self.orders(&course, 4) == ["0:1", "1:1"])
    }

    @Test func `what the other leader told meanwhile is not told again`() {
        var course = Self.course()
        course.hear((1...3).map { NoticeSample.notice($0) }, upTo: 3)
        course.lead(true)
        _ = Self.orders(&course, 0)
        course.read(3)
        #expect(Self.orders(&course, 1) == [])
    }

    @Test(arguments: [(NoticeCourse.longestMemory - 1, 1), (NoticeCourse.longestMemory, 1), (4097, 2)])
    func `so much is remembered, and the newest`(_ count: Int, _ first: Int) {
        var course = Self.course()
        course.hear((1...UInt64(count)).map { NoticeSample.notice($0, .tierRaised) }, upTo: UInt64(count))
        course.lead(true)
        _ = Self.orders(&course, 0)
        course.read(nil)
        #expect(Self.orders(&course, 1).first == "0:\(first)")
    }

    @Test func `a storm is told in part, and counted`() {
        var course = Self.leading()
        course.hear((1...300).map { NoticeSample.notice($0, .tierRaised) }, upTo: 300)
        #expect(course.waiting == [257, 0] && course.omitted == [44, 0])
    }

    @Test func `what was left out before it waited for anybody is told to those who hear of tiers, last`() {
        let rest = Notice.omitted(.init(count: 7, first: 4, last: 4, since: Sample.start))
        var course = Self.leading()
        course.hear([rest, NoticeSample.notice(4, .tierLowered)], upTo: 4)
        #expect(Self.orders(&course, 1) == ["0:4", "save 3"] && course.omitted == [7, 0])
        _ = course.ended(receiver: 0, .told, at: Self.at(1))
        #expect(Self.orders(&course, 2) == ["0:4-4"] && course.waiting == [1, 0])
        course.ended(saving: 3, isSaved: true, at: Self.at(2).monotonic)
        _ = course.ended(receiver: 0, .told, at: Self.at(2))
        #expect(Self.orders(&course, 3) == ["save 4"])
    }

    // A webhook is down, a slashing waits for it, and all controllers are started anew: nobody knows of it any more.
    @Test func `what nobody heard is told to everybody as left out, before it counts as told`() {
        var course = Self.leading(from: 5)
        #expect(Self.orders(&course, 1) == [])
        course.hear([], 9...9, at: Sample.start)
        #expect(Self.orders(&course, 2) == ["0:6-8", "1:6-8"] && course.omitted == [3, 3])
        _ = course.ended(receiver: 0, .told, at: Self.at(2))
        #expect(Self.orders(&course, 3) == [])
        _ = course.ended(receiver: 1, .told, at: Self.at(3))
        #expect(Self.orders(&course, 4) == ["save 9"])
        // Once, and not with what comes later.
        course.ended(saving: 9, isSaved: true, at: Self.at(4).monotonic)
        course.hear([NoticeSample.notice(12)], upTo: 12)
        #expect(Self.orders(&course, 6) == ["0:12", "1:12", "save 11"])
    }

    @Test(
        arguments: [(5, ["save 20"]), (6, ["save 20"]), (7, ["0:6-6", "1:6-6"]), (8, ["0:6-7", "1:6-7"])]
            as [(UInt64, [String])])
    func `what was heard before the position was known is not left out, and what was not is`(
        _ first: UInt64, _ told: [String]
    ) {
        var course = Self.course()
        course.hear([], first...20, at: Sample.start)
        course.lead(true)
        _ = Self.orders(&course, 0)
        course.read(5)
        #expect(Self.orders(&course, 1) == told)
    }

    @Test func `without a position nothing of before is left out`() {
        var course = Self.leading()
        course.hear([], 9...9, at: Sample.start)
        #expect(Self.orders(&course, 1) == ["save 9"])
    }

    // The last leader had told of the first alone.
    @Test(arguments: [(UInt64(NoticeCourse.longestMemory), 0), (4097, 0), (4098, 1), (4099, 2)] as [(UInt64, UInt64)])
    func `what was too much to be remembered is told as left out`(_ count: UInt64, _ omitted: UInt64) {
        var course = Self.course()
        course.hear((1...count).map { NoticeSample.notice($0, .tierRaised) }, upTo: count)
        course.lead(true)
        _ = Self.orders(&course, 0)
        course.read(1)
        #expect(course.omitted[1] == omitted)
    }

    @Test func `what was left out is told by the next leader, unless the last one did`() {
        let rest = Notice.omitted(.init(count: 7, first: 4, last: 4, since: Sample.start))
        var (course, later) = (Self.leading(hearing: [rest]), Self.leading(from: 4, hearing: [rest]))
        #expect(Self.orders(&course, 1) == ["0:4-4", "save 3"] && Self.orders(&later, 1) == [])
    }
}
