// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import SuiLedger

@testable import SealController

/// A chain, a cluster and controllers that come and go, driven step by step by chance.
struct RequestWorld {
    /// One controller: what it knows, and what it has under way.
    struct Controller {
        var course: RequestsCourse
        var catalog = ResourceCatalog()
        /// Which event it hears next.
        var heard = 0
        var toTell: [RequestStep] = []
        var questions: [RequestOrder] = []
        /// The newest request that it had heard of when it began one.
        var newest: UInt64 = 0
        var works: [(number: UInt64, course: WorkCourse, step: WorkCourse.Step)] = []

        init(_ settings: RequestSettings, from event: Int) {
            course = RequestsCourse(settings)
            heard = event
        }
    }

    let chain = FakeScheduler()
    let cluster = FakeObjects()
    let settings = RequestSettings()
    var dice: SeededDice
    var now = Monotonic(nanoseconds: 1_000_000_000_000)
    var controllers: [Controller]
    var leader = 0
    /// Calls of controllers that are no more: they come before the next one acts.
    var late: [KubeCall] = []
    /// Those that come whenever they like: they name an object by its uid.
    var veryLate: [KubeCall] = []
    var isRough = true

    init(seed: UInt64, workers: Int = 3) {
        dice = SeededDice(seed)
        let settings = settings
        controllers = (0..<2).map { _ in Controller(settings, from: 0) }
        chain.state.withLock { $0.workers = Set((0..<workers).map { Address(UInt8(0x30 + $0)) }) }
        controllers[0].course.take(.leads(true), at: now)
    }

    var slots: [WorkerSlot] {
        chain.state.withLock { $0.workers }.sorted { $0.description < $1.description }.map {
            WorkerSlot(owner: $0, node: "n-\($0.description.suffix(2))")
        }
    }

    static func standing(_ request: KubernetesRequest) -> RequestStanding {
        .good(RequestIdentity(owner: request.submitter, seal: request.sealID, tier: .developer, isNarrowed: false))
    }

    mutating func chance(_ percent: Int) -> Bool { isRough && Int.random(in: 0..<100, using: &dice) < percent }

    /// Lets time pass; what was under way when a controller ended comes within the time that another waits.
    mutating func wait(_ duration: Duration) {
        now = now.advanced(by: duration)
        let milliseconds = UInt64(duration.wholeNanoseconds / 1_000_000)
        chain.state.withLock { $0.milliseconds += milliseconds }
        cluster.state.withLock {
            $0.now = WallTime(nanoseconds: $0.now.nanoseconds + Int64(duration.wholeNanoseconds))
        }
        while !late.isEmpty { _ = cluster.answer(late.removeFirst()) }
    }

    /// One thing of all that could happen next.
    mutating func step() {
        switch Int.random(in: 0..<12, using: &dice) {
        case 0: wait(.milliseconds(Int.random(in: 1...4000, using: &dice)))
        case 1, 2: hear(0)
        case 3, 4: hear(1)
        case 5: if chance(6) { crash() } else if chance(4) { changeLead() }
        case 6: if chance(30), !veryLate.isEmpty { _ = cluster.answer(veryLate.removeFirst()) }
        case 7: ask()
        case 8: tell()
        case 9, 10: work()
        default: decide()
        }
    }

    /// A controller hears of an event; of some twice, of some never.
    mutating func hear(_ index: Int) {
        let events = chain.state.withLock { $0.events }
        guard controllers[index].heard < events.count else { return }
        if chance(4) {
            controllers[index].heard += 1
            return
        }
        if chance(10) {
            let old = Int.random(in: 0...controllers[index].heard, using: &dice)
            controllers[index].course.take(.changed(events[min(old, events.count - 1)]), at: now)
        }
        controllers[index].course.take(.changed(events[controllers[index].heard]), at: now)
        controllers[index].heard += 1
    }

    mutating func decide() {
        let slots = slots
        let moment = Moment(monotonic: now, wall: cluster.state.withLock { $0.now })
        let orders = controllers[leader].course.orders(at: moment, workers: { slots }, standing: Self.standing)
        for order in orders {
            switch order {
            case .tell(let step): controllers[leader].toTell.append(step)
            case .withdraw(let number): controllers[leader].toTell.removeAll { $0.request == number }
            case .ask, .list, .probe: controllers[leader].questions.append(order)
            case .carryOut(let request):
                var course = WorkCourse(request, hosts: .all, mark: FakeObjects.mark)
                controllers[leader].newest = max(controllers[leader].newest, request.newest)
                let (catalog, now) = (controllers[leader].catalog, now)
                let step = course.begin { catalog.find($0, version: $1, at: now) }
                controllers[leader].works.append((request.number, course, step))
            }
        }
    }

    mutating func ask() {
        guard let question = controllers[leader].questions.first else { return }
        controllers[leader].questions.removeFirst()
        let isSilent = chance(10)
        switch question {
        case .list:
            if !isSilent, let listing = chain.list() {
                controllers[leader].course.take(.listed(listing), at: now)
            } else {
                controllers[leader].course.take(.notListed, at: now)
            }
        case .probe: controllers[leader].course.take(.probed(isSilent ? nil : chain.sequence()), at: now)
        case .ask(let number):
            controllers[leader].course.take(.found(number, isSilent ? nil : chain.request(number)), at: now)
        case .tell, .withdraw, .carryOut: break
        }
    }

    mutating func tell() {
        let count = min(controllers[leader].toTell.count, Int.random(in: 1...6, using: &dice))
        guard count > 0 else { return }
        let steps = Array(controllers[leader].toTell.prefix(count))
        controllers[leader].toTell.removeFirst(count)
        if chance(8) { chain.state.withLock { $0.faults = [.lost] } }
        if chance(8) { chain.state.withLock { $0.faults = [.unavailable] } }
        var replies: [(RequestStep, RequestReply)] = []
        RequestTelling(ledger: chain, isLeader: { true }).tell(steps) { replies.append(($0, $1)) }
        chain.state.withLock { $0.faults = [] }
        for (step, reply) in replies { controllers[leader].course.take(.told(step, reply), at: now) }
    }

    /// One step of one request that is being carried out.
    mutating func work() {
        guard !controllers[leader].works.isEmpty else { return }
        let index = Int.random(in: 0..<controllers[leader].works.count, using: &dice)
        var (number, course, step) = controllers[leader].works.remove(at: index)
        let now = now
        switch step {
        case .ended(let outcome): return controllers[leader].course.take(.carriedOut(number, outcome), at: now)
        case .fetch: step = course.fetched(.failure(.later)) { _, _ in .unknown }
        case .discover(let inquiry):
            let result: Result<KubeReply, KubeError> =
                chance(5) ? .failure(KubeError(.unreachable)) : cluster.answer(inquiry.call)
            var failure: KubeError?
            do throws(KubeError) { try controllers[leader].catalog.take(inquiry, result, at: now) } catch {
                failure = error
            }
            let catalog = controllers[leader].catalog
            step = course.discovered(failure) { catalog.find($0, version: $1, at: now) }
        case .call(let call):
            let newest = controllers[leader].newest
            if chance(5) {
                step = course.answered(.failure(KubeError(.unreachable)), newest: newest)
            } else {
                let result = cluster.answer(call)
                step = course.answered(
                    chance(10) ? .failure(KubeError(.timeout, wasSent: true)) : result, newest: newest)
            }
        }
        controllers[leader].works.append((number, course, step))
    }

    /// The leader is no more, with whatever it had under way; another begins to lead.
    mutating func crash() {
        for (_, _, step) in controllers[leader].works {
            guard case .call(let call) = step, !call.isRead, chance(90) else { continue }
            let isNamed = String(decoding: call.body, as: UTF8.self).contains("\"uid\"")
            if isNamed, chance(80) { veryLate.append(call) } else { late.append(call) }
        }
        let events = chain.state.withLock { $0.events.count }
        controllers[leader] = Controller(settings, from: chance(50) ? max(0, events - 5) : events)
        begin(1 - leader)
    }

    /// Another begins to lead; the one before it asks before each write, and so does none any more.
    mutating func changeLead() {
        for (number, _, _) in controllers[leader].works {
            controllers[leader].course.take(.carriedOut(number, .again(.cancelled)), at: now)
        }
        for step in controllers[leader].toTell { controllers[leader].course.take(.told(step, .later), at: now) }
        controllers[leader].works = []
        controllers[leader].toTell = []
        controllers[leader].questions = []
        controllers[leader].course.take(.leads(false), at: now)
        controllers[leader].course.take(.notListed, at: now)
        begin(1 - leader)
    }

    private mutating func begin(_ next: Int) {
        leader = next
        controllers[next].course.take(.leads(true), at: now)
    }

    /// Nothing goes wrong any more: until nothing is open.
    mutating func finish() -> Bool {
        isRough = false
        for call in veryLate { _ = cluster.answer(call) }
        veryLate = []
        for round in 0..<20_000 {
            step()
            if round % 20 == 0 { wait(.milliseconds(500)) }
            guard chain.requests.values.allSatisfy({ $0.status > 2 }) else { continue }
            return true
        }
        return false
    }
}

/// Numbers by chance that come again from the same seed.
struct SeededDice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
