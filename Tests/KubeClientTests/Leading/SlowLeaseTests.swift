// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

/// One candidate, and an apiserver that is too busy to answer soon.
@Suite struct SlowLeaseTests {
    /// An apiserver that does what it is asked after a time, and a candidate that waits no longer than it wants to.
    private struct World {
        private enum Event {
            case wake
            case answer(LeaseCourse.Input)
        }

        private var course = LeaseCourse(LeaseSettings.usual("me"))
        private var dice: Dice
        private var now: UInt64 = 0
        private var alarm: UInt64?
        private var answer: (time: UInt64, input: LeaseCourse.Input)?
        private var version = 0
        /// How often it was told that it leads no longer.
        private(set) var losses = 0
        private let delay: (UInt64) -> UInt64

        /// `delay` says how long a request that is sent at a time is on its way, in milliseconds both.
        init(seed: Int, _ delay: @escaping (UInt64) -> UInt64) {
            dice = Dice(seed)
            self.delay = delay
        }

        mutating func run(seconds: UInt64) {
            take(.tick)
            while now < seconds * 1000 {
                if let answer, answer.time <= alarm ?? .max {
                    now = answer.time
                    self.answer = nil
                    take(answer.input)
                } else if let alarm {
                    now = max(alarm, now)
                    take(.tick)
                } else {
                    return
                }
            }
        }

        private mutating func take(_ input: LeaseCourse.Input) {
            let moment = Moment(
                monotonic: Monotonic(nanoseconds: now * 1_000_000), wall: WallTime(nanoseconds: Int64(now) * 1_000_000))
            for action in course.take(input, at: moment, using: &dice) {
                switch action {
                case .tell(let leads): if !leads { losses += 1 }
                case .read(let number): send(number, .read(number: number, version == 0 ? nil : record))
                case .write(let number, _): send(number, nil)
                case .finish: return
                }
            }
            // Rounded up, so that what is due then is.
            alarm = course.alarm.map { ($0.since(Monotonic(nanoseconds: 0)).wholeNanoseconds + 999_999) / 1_000_000 }
        }

        private var record: LeaseRecord {
            var record = LeaseRecord()
            record.holder = "me"
            record.duration = .seconds(15)
            record.version = "\(version)"
            return record
        }

        /// A read that is answered, or a write; what is not answered in time has failed, whatever has become of it.
        private mutating func send(_ number: Int, _ read: LeaseCourse.Input?) {
            let patience = course.patience.wholeNanoseconds / 1_000_000
            let time = delay(now)
            if read == nil { version += 1 }
            let done = read ?? .written(number: number, record)
            answer = time < patience ? (now + time, done) : (now + patience, .failed(number: number))
        }
    }

    // client-go's defaults would bear 3.3 s here, if an attempt were cut so that there is time for two more.
    @Test(arguments: [0, 100, 1000, 2000, 3000, 4000, 4500])
    func `an apiserver that takes so long for everything is no reason to stop leading`(_ milliseconds: UInt64) {
        for seed in 0..<50 {
            var world = World(seed: seed) { now in now < 20_000 ? 20 : milliseconds }
            world.run(seconds: 300)
            #expect(world.losses == 0)
        }
    }

    @Test(arguments: [6000, 12_000]) func `one that takes longer is`(_ milliseconds: UInt64) {
        var world = World(seed: 1) { now in now < 20_000 ? 20 : milliseconds }
        world.run(seconds: 300)
        #expect(world.losses > 0)
    }

    // All that is asked while it stands still is answered when it goes on, at any moment of a renewal's round.
    @Test(arguments: [1000, 3000, 5000, 6500]) func `nor is one that stands still for a while`(_ milliseconds: UInt64) {
        for seed in 0..<200 {
            let begin = UInt64(20_000 + seed * 23)
            var world = World(seed: seed) { now in
                (begin..<begin + milliseconds).contains(now) ? begin + milliseconds - now + 300 : 300
            }
            world.run(seconds: 60)
            #expect(world.losses == 0, "\(begin)")
        }
    }
}
