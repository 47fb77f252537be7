// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SuiLedger

@Suite struct FollowHealthTests {
    private static let now = Monotonic(nanoseconds: 100_000_000_000)
    // date -u -d 2026-11-20T22:03:00 +%s
    private static let wall = WallTime(seconds: 1_795_212_180)

    static let ages: [(rose: Int, behind: Int64, age: Duration)] = [
        (0, 0, .zero), (3, 0, .seconds(3)), (3, 4000, .seconds(4)), (0, -5000, .zero), (2, -5000, .seconds(2)),
        (0, -5001, .milliseconds(5001)), (9, -6000, .seconds(9)),
    ]

    @Test(arguments: ages) func `the age is what the older of two clocks says`(
        _ rose: Int, _ behind: Int64, _ age: Duration
    ) {
        var health = FollowHealth()
        #expect(health.age(now: Self.now, wall: Self.wall) == nil)
        health.rose = Monotonic(nanoseconds: Self.now.nanoseconds - UInt64(rose) * 1_000_000_000)
        #expect(health.age(now: Self.now, wall: Self.wall) == nil)
        health.timestamp = UInt64(1_795_212_180_000 - behind)
        #expect(health.age(now: Self.now, wall: Self.wall) == age)
    }

    /// A node says how far it is before its stream has brought everything up to there.
    @Test func `a checkpoint's time counts once everything up to it has come`() {
        var dice = MirrorTests.Dice(state: 1)
        let settings = FollowSettings(package: FollowWorld.package, cluster: FollowWorld.cluster)
        var course = FollowCourse(settings, languages: [.grpc], position: FollowPosition(checkpoint: 10))
        func freshness(_ checkpoint: UInt64) -> Freshness {
            Freshness(chain: "c", epoch: 1, checkpoint: checkpoint, timestamp: checkpoint * 100)
        }
        var inputs: [FollowCourse.Input] = [.tick]
        var stream = 0
        while !inputs.isEmpty {
            for action in course.take(inputs.removeFirst(), at: Self.now, using: &dice) {
                switch action {
                case .open(let number, _, _):
                    stream = number
                    inputs.append(.began(stream: number, freshness(12)))
                    inputs.append(.part(stream: number, StreamPart(checkpoint: 10)))
                case .ask(let number, _, .entry): inputs.append(.answered(ask: number, .entry(nil), freshness(13)))
                case .ask(let number, _, .table):
                    inputs.append(.answered(ask: number, .table(Page(items: [], next: nil)), freshness(14)))
                case .ask(let number, _, .events):
                    let page = EventPageQuestion.Events(events: [], next: nil, reached: 11)
                    inputs.append(.answered(ask: number, .events(page), freshness(15)))
                case .ask, .tell, .close: break
                }
            }
        }
        #expect(course.health.checkpoint == 11 && course.health.timestamp == nil)
        var seen: [UInt64?] = []
        for checkpoint: UInt64 in 12...16 {
            if checkpoint == 14 { _ = course.take(.heard(freshness(16)), at: Self.now, using: &dice) }
            _ = course.take(.part(stream: stream, StreamPart(checkpoint: checkpoint)), at: Self.now, using: &dice)
            seen.append(course.health.timestamp)
        }
        #expect(seen == [1200, 1200, 1200, 1200, 1600])
    }
}
