// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import KubeClient

/// Several candidates and an apiserver with one lease, in a time that only the test moves.
///
/// Requests and answers take their time, get lost, or arrive long after nobody waits for them; clocks differ, run at speeds of their own,
/// and wall clocks are set; candidates die, are stopped, and come again as somebody else.
struct LeaseWorld {
    struct Candidate {
        var course: LeaseCourse
        var settings: LeaseSettings
        /// Nanoseconds of its clock per thousand of true ones.
        var rate: UInt64
        var offset: UInt64
        var wallOffset: Int64
        var isAlive = true
        var life = 0
        var told = false
    }

    private enum Event {
        case wake(candidate: Int, life: Int)
        case arrive(candidate: Int, life: Int, LeaseCourse.Action)
        case answer(candidate: Int, life: Int, LeaseCourse.Input)
    }

    struct Faults {
        var lost = 50
        var slow = 100
        var crash = 3
        var stop = 2
        var clockSet = 5
        /// How much faster or slower than true a clock may be, in thousandths.
        var drift: UInt64 = 50
    }

    private(set) var now: UInt64 = 0
    private(set) var candidates: [Candidate] = []
    private(set) var terms = 0
    private(set) var mostLeaders = 0
    private(set) var wrongReports = 0
    var faults: Faults
    private var dice: Dice
    private var queue: [(time: UInt64, order: Int, event: Event)] = []
    private var order = 0
    private var stored: LeaseRecord?
    private var version = 100

    init(seed: Int, candidates count: Int, faults: Faults = Faults()) {
        dice = Dice(seed)
        self.faults = faults
        for index in 0..<count {
            candidates.append(make(index, life: 0))
            push(0, .wake(candidate: index, life: 0))
        }
    }

    private mutating func make(_ index: Int, life: Int) -> Candidate {
        let settings = LeaseSettings.usual("c\(index)-\(life)")
        return Candidate(
            course: LeaseCourse(settings), settings: settings,
            rate: UInt64.random(in: (1000 - faults.drift)...(1000 + faults.drift), using: &dice),
            offset: UInt64.random(in: 0...1_000_000_000_000, using: &dice),
            wallOffset: Int64.random(in: 0...1_000_000_000_000_000, using: &dice), life: life)
    }

    private mutating func push(_ time: UInt64, _ event: Event) {
        order += 1
        queue.append((time, order, event))
    }

    func moment(_ index: Int) -> Moment {
        let candidate = candidates[index]
        let own = candidate.offset + now / 1000 * candidate.rate
        return Moment(
            monotonic: Monotonic(nanoseconds: own), wall: WallTime(nanoseconds: Int64(own) + candidate.wallOffset))
    }

    var leaders: Int { candidates.indices.count { candidates[$0].isAlive && leads($0) } }

    func leads(_ index: Int) -> Bool { candidates[index].course.isLeader(at: moment(index)) }

    /// Lets the next thing happen.
    mutating func step() {
        guard
            let next = queue.indices.min(by: { (queue[$0].time, queue[$0].order) < (queue[$1].time, queue[$1].order) })
        else { return }
        let (time, _, event) = queue.remove(at: next)
        now = max(now, time)
        switch event {
        case .wake(let index, let life): take(.tick, index, life)
        case .arrive(let index, let life, let action): arrive(index, life, action)
        case .answer(let index, let life, let input): take(input, index, life)
        }
        mostLeaders = max(mostLeaders, leaders)
        happen()
    }

    private mutating func take(_ input: LeaseCourse.Input, _ index: Int, _ life: Int) {
        guard candidates[index].isAlive, candidates[index].life == life else { return }
        let moment = moment(index)
        let actions = candidates[index].course.take(input, at: moment, using: &dice)
        var isFinished = false
        for action in actions {
            switch action {
            case .tell(let leads):
                if leads == candidates[index].told { wrongReports += 1 }
                candidates[index].told = leads
                if leads { terms += 1 }
            case .finish: isFinished = true
            case .read(let number), .write(let number, _): send(index, life, number, action)
            }
        }
        if candidates[index].told, !leads(index) { wrongReports += 1 }
        if isFinished {
            if candidates[index].told { wrongReports += 1 }
            restart(index)
        } else if let alarm = candidates[index].course.alarm {
            // A thread waits for one time only.
            queue.removeAll { if case .wake(index, _) = $0.event { true } else { false } }
            let wait = alarm.since(moment.monotonic).wholeNanoseconds
            // Never early by rounding, and a thread may wake late.
            let late = dice.happens(faults.slow) ? UInt64.random(in: 0...3_000_000_000, using: &dice) : 1_000_000
            push(now + wait / candidates[index].rate * 1000 + 1000 + late, .wake(candidate: index, life: life))
        }
    }

    private mutating func delay() -> UInt64 {
        UInt64.random(in: 0...(dice.happens(faults.slow) ? 20_000_000_000 : 50_000_000), using: &dice)
    }

    private mutating func send(_ index: Int, _ life: Int, _ number: Int, _ action: LeaseCourse.Action) {
        let patience = candidates[index].course.patience.wholeNanoseconds
        push(now + patience, .answer(candidate: index, life: life, .failed(number: number)))
        if !dice.happens(faults.lost) { push(now + delay(), .arrive(candidate: index, life: life, action)) }
    }

    /// The apiserver does what it is asked, whoever may still wait for it.
    private mutating func arrive(_ index: Int, _ life: Int, _ action: LeaseCourse.Action) {
        let input: LeaseCourse.Input
        switch action {
        case .read(let number): input = .read(number: number, stored)
        case .write(let number, var record):
            if (stored?.version ?? "") == record.version {
                version += 1
                record.version = "\(version)"
                stored = record
                input = .written(number: number, record)
            } else {
                input = .failed(number: number)
            }
        case .tell, .finish: return
        }
        if !dice.happens(faults.lost) { push(now + delay(), .answer(candidate: index, life: life, input)) }
    }

    /// What befalls candidates between two events.
    private mutating func happen() {
        let index = Int.random(in: candidates.indices, using: &dice)
        if dice.happens(faults.crash) { restart(index) }
        if dice.happens(faults.stop) { take(.stop, index, candidates[index].life) }
        if dice.happens(faults.clockSet) {
            candidates[index].wallOffset += Int64.random(in: -60_000_000_000...60_000_000_000, using: &dice)
        }
    }

    private mutating func restart(_ index: Int) {
        let life = candidates[index].life + 1
        candidates[index] = make(index, life: life)
        push(now + UInt64.random(in: 0...5_000_000_000, using: &dice), .wake(candidate: index, life: life))
    }

    /// Lets so much time pass without faults.
    mutating func calm(seconds: UInt64) {
        faults = Faults(lost: 0, slow: 0, crash: 0, stop: 0, clockSet: 0, drift: faults.drift)
        let end = now + seconds * 1_000_000_000
        while let next = queue.map(\.time).min(), next <= end { step() }
        now = end
    }
}
