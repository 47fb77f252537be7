// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

@Suite struct LeaseCourseTests {
    // A retry period of 2 s, of which a pause may be up to a fifth longer; ten seconds are for counting.
    private static let settings = LeaseSettings(
        namespace: "kube-system", name: "k3s-daas", identity: "me", duration: .seconds(15), renewDeadline: .seconds(10),
        retryPeriod: .seconds(2))

    private static func moment(_ milliseconds: Int) -> Moment {
        let nanoseconds = Int64(milliseconds) * 1_000_000
        return Moment(
            monotonic: Monotonic(nanoseconds: UInt64(nanoseconds)),
            wall: WallTime(nanoseconds: 1_800_000_000_000_000_000 + nanoseconds))
    }

    private static func record(
        _ holder: String, version: String, seconds: Int = 15, transitions: Int = 0, acquired: String = "then"
    ) -> LeaseRecord {
        var record = LeaseRecord()
        record.holder = holder
        record.duration = .seconds(seconds)
        record.version = version
        record.transitions = transitions
        record.acquired = acquired
        return record
    }

    /// A course, with the moments in milliseconds.
    private struct Play {
        var course = LeaseCourse(LeaseCourseTests.settings ?? .usual("me"))
        var dice = Dice(1)

        mutating func take(_ input: LeaseCourse.Input, _ time: Int) -> [LeaseCourse.Action] {
            course.take(input, at: LeaseCourseTests.moment(time), using: &dice)
        }

        func leads(_ time: Int) -> Bool { course.isLeader(at: LeaseCourseTests.moment(time)) }

        /// Leads from the beginning, by a lease that was asked for at 1 s and answered at 2 s.
        static func leading() -> Play {
            var play = Play()
            _ = play.take(.tick, 0)
            _ = play.take(.read(number: 1, nil), 1000)
            _ = play.take(.written(number: 2, LeaseCourseTests.record("me", version: "1")), 2000)
            return play
        }
    }

    @Test func `where there is no lease one is made, and who made it leads`() {
        var play = Play()
        #expect(play.take(.tick, 0) == [.read(number: 1)])
        #expect(
            play.take(.read(number: 1, nil), 100) == [
                .write(number: 2, Self.record("me", version: "", acquired: ""))
            ])
        #expect(!play.leads(100))
        let record = Self.record("me", version: "1")
        #expect(play.take(.written(number: 2, record), 200) == [.tell(true)])
        #expect(play.leads(200))
    }

    @Test func `who leads counts from before it asked, and stops by itself`() {
        var play = Play.leading()
        #expect(play.leads(10_999) && !play.leads(11_000) && !play.leads(60_000))
        #expect(play.course.alarm.map { $0 <= Self.moment(11_000).monotonic } == true)
        _ = play.take(.tick, 4500)
        #expect(play.take(.tick, 11_000) == [.tell(false)])
    }

    @Test func `a clock that stood still while the machine slept is not believed alone`() {
        let play = Play.leading()
        let slept = Moment(monotonic: Self.moment(3000).monotonic, wall: Self.moment(11_000).wall)
        #expect(!play.course.isLeader(at: slept))
        let setBack = Moment(monotonic: Self.moment(11_000).monotonic, wall: Self.moment(3000).wall)
        #expect(!play.course.isLeader(at: setBack))
    }

    @Test func `a leader renews without reading, and keeps since when it leads`() {
        var play = Play.leading()
        #expect(play.take(.tick, 2999) == [])
        let renewal = play.take(.tick, 3400)
        #expect(renewal == [.write(number: 3, Self.record("me", version: "1"))])
        #expect(play.take(.written(number: 3, Self.record("me", version: "2")), 3500) == [])
        #expect(play.leads(13_399) && !play.leads(13_400))
    }

    // Asked for at 3.4 s, when there are 7.6 s left.
    @Test func `a slow answer is waited for, and the next pause is short`() {
        var play = Play.leading()
        _ = play.take(.tick, 3400)
        #expect(play.course.patience == .milliseconds(7600) * 2 / 3)
        #expect(play.take(.written(number: 3, Self.record("me", version: "2")), 8000) == [])
        #expect(play.take(.tick, 8249) == [])
        #expect(play.take(.tick, 8250) == [.write(number: 4, Self.record("me", version: "2"))])
        // At the end there is time for an answer at all.
        #expect(play.take(.failed(number: 4), 12_900) == [])
        #expect(play.take(.tick, 13_150) == [.read(number: 5)])
        #expect(play.course.patience == .milliseconds(500))
    }

    @Test func `who lost the lease by time alone may have it again, and who knows of another may not`() {
        var play = Play.leading()
        _ = play.take(.tick, 3400)
        _ = play.take(.failed(number: 3), 4000)
        #expect(play.take(.tick, 11_000) == [.tell(false), .read(number: 4)])
        #expect(play.course.mayLeadAgain)
        _ = play.take(.read(number: 4, Self.record("other", version: "9")), 11_100)
        #expect(!play.course.mayLeadAgain)
        var stopped = Play.leading()
        _ = stopped.take(.stop, 3000)
        #expect(!stopped.course.mayLeadAgain)
    }

    @Test func `a term begins when a lease that was not ours is asked for, and a late renewal begins none`() {
        var play = Play()
        _ = play.take(.tick, 0)
        #expect(play.course.term == nil)
        _ = play.take(.read(number: 1, nil), 1000)
        _ = play.take(.written(number: 2, Self.record("me", version: "1")), 2000)
        #expect(play.course.term == Self.moment(1000).wall)
        _ = play.take(.tick, 3400)
        _ = play.take(.failed(number: 3), 4000)
        // Lost by time alone, and had again.
        #expect(play.take(.tick, 11_000) == [.tell(false), .read(number: 4)])
        #expect(play.course.term == Self.moment(1000).wall)
        _ = play.take(.read(number: 4, Self.record("me", version: "2")), 11_100)
        #expect(play.take(.written(number: 5, Self.record("me", version: "3")), 11_200) == [.tell(true)])
        #expect(play.course.term == Self.moment(1000).wall)
        // Another's in between.
        _ = play.take(.tick, 14_000)
        _ = play.take(.failed(number: 6), 14_100)
        _ = play.take(.tick, 22_000)
        _ = play.take(.read(number: 7, Self.record("other", version: "9")), 22_100)
        #expect(play.course.term == nil)
        _ = play.take(.tick, 40_000)
        _ = play.take(.read(number: 8, Self.record("", version: "10", transitions: 1)), 40_100)
        _ = play.take(.written(number: 9, Self.record("me", version: "11")), 40_200)
        #expect(play.course.term == Self.moment(40_100).wall)
    }

    @Test func `a renewal that comes too late makes no leader`() {
        var play = Play.leading()
        _ = play.take(.tick, 4400)
        // It was asked for at 4.4 s, and lasts until 14.4 s.
        #expect(play.take(.written(number: 3, Self.record("me", version: "2")), 14_400) == [.tell(false)])
        #expect(!play.leads(14_400))
    }

    @Test func `another's lease lasts from when it was seen to change, by our clock`() {
        var play = Play()
        _ = play.take(.tick, 0)
        #expect(play.take(.read(number: 1, Self.record("other", version: "7")), 500) == [])
        var time = 500
        var number = 1
        // Read again and again: nothing changes.
        while time + 2400 < 13_000 {
            time += 2400
            number += 1
            #expect(play.take(.tick, time) == [.read(number: number)])
            #expect(play.take(.read(number: number, Self.record("other", version: "7")), time) == [])
        }
        number += 1
        #expect(play.take(.tick, 15_499) == [.read(number: number)])
        #expect(play.take(.read(number: number, Self.record("other", version: "7")), 15_499) == [])
        number += 1
        #expect(play.take(.tick, 17_900) == [.read(number: number)])
        let taken = play.take(.read(number: number, Self.record("other", version: "7")), 17_900)
        #expect(taken == [.write(number: number + 1, Self.record("me", version: "7", transitions: 1, acquired: ""))])
    }

    @Test func `any write begins its time anew`() {
        var play = Play()
        _ = play.take(.tick, 0)
        _ = play.take(.read(number: 1, Self.record("other", version: "7")), 500)
        _ = play.take(.tick, 15_000)
        _ = play.take(.read(number: 2, Self.record("other", version: "8")), 15_000)
        _ = play.take(.tick, 20_000)
        #expect(play.take(.read(number: 3, Self.record("other", version: "8")), 20_000) == [])
    }

    @Test func `a lease that lasts longer by its holder's word is left for as long`() {
        var play = Play()
        _ = play.take(.tick, 0)
        _ = play.take(.read(number: 1, Self.record("other", version: "7", seconds: 60)), 0)
        _ = play.take(.tick, 59_000)
        #expect(play.take(.read(number: 2, Self.record("other", version: "7", seconds: 60)), 59_999) == [])
        _ = play.take(.tick, 70_000)
        #expect(play.take(.read(number: 3, Self.record("other", version: "7", seconds: 60)), 70_000).count == 1)
    }

    @Test func `a lease that was given back is taken at once`() {
        var play = Play()
        _ = play.take(.tick, 0)
        let taken = play.take(.read(number: 1, Self.record("", version: "7", seconds: 1, transitions: 3)), 100)
        #expect(taken == [.write(number: 2, Self.record("me", version: "7", transitions: 4, acquired: ""))])
    }

    @Test func `after a failure the lease is read before it is written`() {
        var play = Play.leading()
        _ = play.take(.tick, 4400)
        #expect(play.take(.failed(number: 3), 5000) == [])
        #expect(play.leads(5000))
        #expect(play.take(.tick, 7500) == [.read(number: 4)])
        // Ours, in a version that we did not know: the write was done.
        #expect(
            play.take(.read(number: 4, Self.record("me", version: "2")), 7600) == [
                .write(number: 5, Self.record("me", version: "2"))
            ])
        _ = play.take(.written(number: 5, Self.record("me", version: "3")), 7700)
        #expect(play.leads(17_599) && !play.leads(17_600))
    }

    // Somebody has deleted or edited it: between candidates alone it would not come to that.
    @Test func `who reads that another holds the lease leads no longer, whatever time was left`() {
        var play = Play.leading()
        _ = play.take(.tick, 4400)
        _ = play.take(.failed(number: 3), 5000)
        #expect(play.leads(7599) && play.take(.tick, 7500) == [.read(number: 4)])
        #expect(play.take(.read(number: 4, Self.record("other", version: "9")), 7600) == [.tell(false)])
        #expect(!play.leads(7600) && !play.course.mayLeadAgain && play.course.term == nil)
    }

    @Test func `who reads that nobody holds the lease leads again only once it has it`() {
        for record in [nil, Self.record("", version: "9")] {
            var play = Play.leading()
            _ = play.take(.tick, 4400)
            _ = play.take(.failed(number: 3), 5000)
            _ = play.take(.tick, 7500)
            let actions = play.take(.read(number: 4, record), 7600)
            // It is asked for at once.
            #expect(actions.count == 2 && actions.contains(.tell(false)))
            #expect(!play.leads(7600))
            #expect(play.take(.written(number: 5, Self.record("me", version: "10")), 7700) == [.tell(true)])
        }
    }

    @Test func `an answer that nobody waits for says nothing`() {
        var play = Play.leading()
        _ = play.take(.tick, 4400)
        _ = play.take(.failed(number: 3), 5000)
        #expect(play.take(.written(number: 3, Self.record("me", version: "2")), 5100) == [])
        #expect(!play.leads(11_000))
    }

    @Test func `an answer that names somebody else makes no leader`() {
        var play = Play()
        _ = play.take(.tick, 0)
        _ = play.take(.read(number: 1, nil), 0)
        #expect(play.take(.written(number: 2, Self.record("other", version: "1")), 100) == [])
        #expect(!play.leads(100))
    }

    @Test func `who stops leads no longer, then gives the lease back, then is done`() {
        var play = Play.leading()
        #expect(
            play.take(.stop, 3000) == [
                .tell(false), .write(number: 3, Self.record("", version: "1", seconds: 1)),
            ])
        #expect(!play.leads(3000))
        #expect(play.take(.written(number: 3, Self.record("", version: "2", seconds: 1)), 3100) == [.finish])
        #expect(play.take(.tick, 3200) == [] && play.course.alarm == nil)
    }

    @Test func `a renewal under way is awaited before the lease is given back`() {
        var play = Play.leading()
        _ = play.take(.tick, 4400)
        #expect(play.take(.stop, 4500) == [.tell(false)])
        let release = play.take(.written(number: 3, Self.record("me", version: "2")), 4600)
        #expect(release == [.write(number: 4, Self.record("", version: "2", seconds: 1))])
        #expect(!play.leads(4600))
    }

    @Test func `where nobody answers, giving back has an end`() {
        var play = Play.leading()
        _ = play.take(.stop, 3000)
        #expect(play.take(.failed(number: 3), 4000) == [])
        #expect(play.take(.tick, 6500) == [.read(number: 4)])
        #expect(play.course.alarm == Self.moment(8000).monotonic)
        #expect(play.take(.tick, 7999) == [])
        #expect(play.take(.tick, 8000) == [.finish])
    }

    @Test func `who has nothing to give back is done at once`() {
        var play = Play()
        _ = play.take(.tick, 0)
        _ = play.take(.read(number: 1, Self.record("other", version: "7")), 500)
        #expect(play.take(.stop, 600) == [.finish])
        var fresh = Play()
        #expect(fresh.take(.stop, 0) == [.finish])
    }

    @Test func `somebody else's lease is not given back`() {
        var play = Play.leading()
        _ = play.take(.tick, 4400)
        _ = play.take(.failed(number: 3), 5000)
        _ = play.take(.stop, 5000)
        #expect(play.take(.tick, 7500) == [.read(number: 4)])
        #expect(play.take(.read(number: 4, Self.record("other", version: "9")), 7600) == [.finish])
    }

    // client-go's defaults; a retry takes up to a fifth longer, and two must fit.
    @Test func `times stand in an order in which two leaders cannot be`() {
        func settings(_ duration: Int, _ deadline: Int, _ retry: Int) -> LeaseSettings? {
            LeaseSettings(
                namespace: "kube-system", name: "lease", identity: "me", duration: .milliseconds(duration),
                renewDeadline: .milliseconds(deadline), retryPeriod: .milliseconds(retry))
        }
        #expect(settings(15_000, 10_000, 2000) != nil)
        #expect(settings(10_999, 10_000, 2000) == nil && settings(11_000, 10_000, 2000) != nil)
        #expect(settings(15_000, 4799, 2000) == nil && settings(15_000, 4800, 2000) != nil)
        #expect(settings(15_000, 10_000, 0) == nil && settings(15_000, 10_000, -1) == nil)
        #expect(settings(3_600_000, 10_000, 2000) != nil && settings(3_600_001, 10_000, 2000) == nil)
    }

    @Test(arguments: ["", "a b", "ä", "a\n", String(repeating: "a", count: 254)])
    func `an identity is a word`(_ identity: String) {
        #expect(LeaseSettings(namespace: "kube-system", name: "lease", identity: identity) == nil)
    }

    @Test(arguments: ["server-1", "", "a b\n", "ä", String(repeating: "a", count: 300)])
    func `an identity that is made is one, and never the same`(_ host: String) {
        let made = (0..<100).map { _ in LeaseSettings.identity(on: host) }
        #expect(Set(made).count == 100)
        #expect(made.allSatisfy { LeaseSettings(namespace: "a", name: "b", identity: $0) != nil })
        #expect(made.allSatisfy { $0.hasPrefix(host == "server-1" ? "server-1_" : "") })
    }

    @Test func `an identity has its length, and a lease its place`() {
        #expect(LeaseSettings(namespace: "a", name: "b", identity: String(repeating: "a", count: 253)) != nil)
        #expect(LeaseSettings(namespace: "a/b", name: "b", identity: "me") == nil)
        #expect(LeaseSettings(namespace: "a", name: "../b", identity: "me") == nil)
    }
}
