// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// What is decided about requests, step by step.
struct RequestsCourseTests {
    static let start = Monotonic(nanoseconds: 1_000_000_000_000)
    static let worker = Address(0x31)

    /// A course that leads, has a list, and may act.
    struct Ground {
        let chain = FakeScheduler()
        var course: RequestsCourse
        var now = RequestsCourseTests.start
        var slots = [WorkerSlot(owner: RequestsCourseTests.worker, node: "n-1")]
        var standing: (KubernetesRequest) -> RequestStanding = RequestWorld.standing
        var heard = 0

        init(_ settings: RequestSettings = RequestSettings()) {
            course = RequestsCourse(settings)
            chain.state.withLock { $0.workers = [RequestsCourseTests.worker, Address(0x32)] }
            course.take(.leads(true), at: now)
        }

        /// Lists, and lets the time pass that whoever has just got the lead waits.
        mutating func settle() {
            _ = orders()
            course.take(.listed(chain.list() ?? .init(sequence: 0, newest: 0, requests: [:])), at: now)
            heard = chain.state.withLock { $0.events.count }
            pass(ObjectChange.callTimeout)
        }

        /// One of many submitters asks for something to be deleted.
        func ask(_ name: String, of submitter: UInt8, priority: UInt8 = 5) -> UInt64 {
            chain.submit(
                .delete, "configmaps", in: "team-a", name, priority: priority, submitter: Address(0x40 + submitter))
        }

        mutating func pass(_ time: Duration) { now = now.advanced(by: time) }

        mutating func orders() -> [RequestOrder] {
            let slots = slots
            let since = Int64(now.since(RequestsCourseTests.start).wholeNanoseconds)
            let wall = WallTime(nanoseconds: FakeScheduler.beginning.nanoseconds + since)
            return course.orders(
                at: Moment(monotonic: now, wall: wall), workers: { slots }, standing: standing
            ).filter { $0 != .probe }
        }

        mutating func hear() {
            let events = chain.state.withLock { $0.events }
            for event in events[heard...] { course.take(.changed(event), at: now) }
            heard = events.count
        }

        /// Tells the chain, as the scribe would.
        mutating func tell(_ orders: [RequestOrder]) {
            let steps = orders.compactMap { order -> RequestStep? in
                if case .tell(let step) = order { step } else { nil }
            }
            var replies: [(RequestStep, RequestReply)] = []
            RequestTelling(ledger: chain, isLeader: { true }).tell(steps) { replies.append(($0, $1)) }
            for (step, reply) in replies { course.take(.told(step, reply), at: now) }
        }
    }

    static func works(_ orders: [RequestOrder]) -> [UInt64] {
        orders.compactMap { if case .carryOut(let work) = $0 { work.number } else { nil } }
    }

    @Test func `a request is assigned, carried out, and ended`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.settle()
        let first = ground.orders()
        #expect(first == [.tell(.assign(number, to: Self.worker))])
        ground.tell(first)
        let second = ground.orders()
        #expect(Self.works(second) == [number])
        guard case .carryOut(let work)? = second.first else { return #expect(Bool(false), "work") }
        #expect(work.node == "n-1")
        #expect(!work.isResumed)
        ground.course.take(.carriedOut(number, .done("deleted")), at: ground.now)
        let third = ground.orders()
        #expect(third == [.tell(.finish(number, isDone: true, result: "deleted"))])
        ground.tell(third)
        ground.hear()
        #expect(ground.orders().isEmpty)
        #expect(ground.course.counts.isEmpty)
        #expect(ground.chain.requests[number]?.status == 3)
    }

    @Test func `nothing is done before the list, nor before what another had under way is over`() {
        var ground = Ground()
        _ = ground.chain.submit(.delete)
        #expect(ground.orders() == [.list])
        ground.pass(.seconds(100))
        ground.hear()
        // It is asked for again, and until it comes nothing else is done.
        _ = ground.orders()
        #expect(ground.orders().isEmpty)
        var later = Ground()
        _ = later.chain.submit(.delete)
        _ = later.orders()
        later.course.take(.listed(later.chain.list()!), at: later.now)
        later.pass(ObjectChange.callTimeout - .nanoseconds(1))
        #expect(later.orders().isEmpty)
        later.pass(.nanoseconds(1))
        #expect(later.orders().count == 1)
    }

    @Test func `whoever does not lead does nothing`() {
        var ground = Ground()
        _ = ground.chain.submit(.delete)
        ground.settle()
        ground.course.take(.leads(false), at: ground.now)
        #expect(ground.orders().isEmpty)
        // Who leads again lists again.
        ground.course.take(.leads(true), at: ground.now)
        ground.pass(.seconds(60))
        #expect(ground.orders() == [.list])
    }

    @Test func `of one object the oldest comes first, whatever is more urgent`() {
        var ground = Ground()
        let first = ground.chain.submit(.delete, priority: 1)
        let second = ground.chain.submit(.delete, priority: 10)
        let other = ground.chain.submit(.delete, "configmaps", in: "team-a", "b", priority: 5)
        ground.settle()
        let orders = ground.orders()
        #expect(orders == [.tell(.assign(other, to: Self.worker)), .tell(.assign(first, to: Self.worker))])
        #expect(ground.course.counts == [.assigning: 2, .ordered: 1])
        ground.tell(orders)
        #expect(Set(Self.works(ground.orders())) == [first, other])
        ground.course.take(.carriedOut(first, .done("deleted")), at: ground.now)
        // Not before the chain has it.
        let ending = ground.orders()
        #expect(ending == [.tell(.finish(first, isDone: true, result: "deleted"))])
        ground.tell(ending)
        #expect(ground.orders() == [.tell(.assign(second, to: Self.worker))])
    }

    @Test func `a submitter who lost the stake gets nothing, before and after a worker has it`() {
        var ground = Ground()
        let (early, late) = (ground.chain.submit(.delete), ground.chain.submit(.delete, "configmaps", in: "b", "b"))
        ground.settle()
        ground.standing = { $0.namespace == "b" ? RequestWorld.standing($0) : .lost("slashed") }
        let orders = ground.orders()
        #expect(orders == [.tell(.assign(late, to: Self.worker))])
        ground.tell(orders)
        ground.standing = { _ in .lost("slashed") }
        let steps = Set(ground.orders() + ground.orders())
        #expect(
            steps == [
                .tell(.finish(early, isDone: false, result: "standing: slashed")),
                .tell(.finish(late, isDone: false, result: "standing: slashed")),
            ])
    }

    @Test func `of what may have been begun before the stake was lost nobody says that nothing was done`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        try? ground.chain.carryOut([.assign(number, to: Self.worker)])
        ground.settle()
        ground.standing = { _ in .lost("slashed") }
        #expect(
            ground.orders() + ground.orders() == [
                .tell(
                    .finish(
                        number, isDone: false, result: "standing: slashed; it may have been carried out before that"))
            ])
    }

    @Test func `while the chain is not known nothing begins, and nothing fails`() {
        var ground = Ground()
        _ = ground.chain.submit(.delete)
        ground.settle()
        ground.standing = { _ in .unknown }
        #expect(ground.orders().isEmpty)
        #expect(ground.course.counts == [.unjudged: 1])
        ground.standing = RequestWorld.standing
        #expect(ground.orders().count == 1)
    }

    @Test func `without a worker a request waits`() {
        var ground = Ground()
        _ = ground.chain.submit(.delete)
        ground.settle()
        ground.slots = []
        #expect(ground.orders().isEmpty)
        #expect(ground.course.counts == [.unplaced: 1])
        ground.slots = [WorkerSlot(owner: Self.worker, node: "n-1")]
        #expect(ground.orders().count == 1)
    }

    @Test func `what is cancelled before the chain was told is withdrawn`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.settle()
        #expect(ground.orders() == [.tell(.assign(number, to: Self.worker))])
        ground.chain.cancel(number)
        ground.hear()
        #expect(ground.orders() == [.withdraw(number)])
        #expect(ground.orders().isEmpty && ground.course.counts.isEmpty)
        // It may have been sent all the same, and its answer says nothing any more.
        ground.course.take(.told(.assign(number, to: Self.worker), .superseded), at: ground.now)
        #expect(ground.orders().isEmpty)
    }

    @Test func `a worker that the chain does not take is left alone for a while`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.chain.state.withLock { $0.workers = [Address(0x32)] }
        ground.settle()
        ground.tell(ground.orders())
        #expect(ground.orders().isEmpty)
        ground.slots.append(WorkerSlot(owner: Address(0x32), node: "n-2"))
        #expect(ground.orders() == [.tell(.assign(number, to: Address(0x32)))])
    }

    @Test func `what a controller before us was given may have been begun`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        try? ground.chain.carryOut([.assign(number, to: Self.worker)])
        ground.settle()
        guard case .carryOut(let work)? = ground.orders().first else { return #expect(Bool(false), "work") }
        #expect(work.isResumed)
    }

    @Test func `what failed is tried again, later each time, and is looked at as begun`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.settle()
        ground.tell(ground.orders())
        for wait in [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
            guard Self.works(ground.orders()) == [number] else { return #expect(Bool(false), "it is tried") }
            ground.course.take(.carriedOut(number, .again(.unreachable)), at: ground.now)
            ground.pass(.milliseconds(wait) - .nanoseconds(1))
            #expect(Self.works(ground.orders()).isEmpty)
            ground.pass(.nanoseconds(1))
        }
        guard case .carryOut(let work)? = ground.orders().first else { return #expect(Bool(false), "work") }
        #expect(work.isResumed)
        #expect(work.failures == 9)
    }

    @Test(arguments: [
        (KubeError.Code.serverError, true), (.conflict, true), (.unavailable, true), (.unreachable, false),
        (.throttled, false), (.forbidden, false),
    ])
    func `an apiserver that answers and does nothing is asked so long and no longer`(
        _ code: KubeError.Code, _ ends: Bool
    ) {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.settle()
        ground.tell(ground.orders())
        let patience = RequestSettings().patience
        _ = ground.orders()
        ground.course.take(.carriedOut(number, .again(code)), at: ground.now)
        ground.pass(patience - .nanoseconds(1))
        #expect(Self.works(ground.orders()) == [number])
        ground.course.take(.carriedOut(number, .again(code)), at: ground.now)
        ground.pass(.seconds(31))
        #expect(Self.works(ground.orders()) == [number])
        ground.course.take(.carriedOut(number, .again(code)), at: ground.now)
        let isEnding = ground.orders().contains {
            if case .tell(.finish(_, isDone: false, let text)) = $0 { text.hasPrefix("exhausted: ") } else { false }
        }
        #expect(isEnding == ends)
    }

    // An apiserver that is away does not renew the lease either.
    @Test func `time without the lead is none in which an apiserver did nothing`() {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.settle()
        ground.tell(ground.orders())
        _ = ground.orders()
        ground.course.take(.carriedOut(number, .again(.unavailable)), at: ground.now)
        ground.course.take(.leads(false), at: ground.now)
        ground.pass(RequestSettings().patience)
        ground.course.take(.leads(true), at: ground.now)
        ground.settle()
        #expect(Self.works(ground.orders()) == [number])
        ground.course.take(.carriedOut(number, .again(.unavailable)), at: ground.now)
        ground.pass(.seconds(31))
        #expect(Self.works(ground.orders()) == [number])
    }

    @Test func `as many are carried out at once as may be`() {
        var settings = RequestSettings()
        settings.concurrency = 3
        var ground = Ground(settings)
        for place in 0..<5 { _ = ground.ask("c-\(place)", of: UInt8(place)) }
        ground.settle()
        ground.tell(ground.orders())
        let second = ground.orders()
        #expect(Self.works(second) == [1, 2, 3])
        ground.tell(second)
        #expect(ground.orders().isEmpty)
        ground.course.take(.carriedOut(2, .done("deleted")), at: ground.now)
        #expect(Self.works(ground.orders()) == [4])
    }

    @Test func `no more are given away than are begun soon`() {
        var settings = RequestSettings()
        settings.concurrency = 2
        var ground = Ground(settings)
        ground.slots = [WorkerSlot(owner: Self.worker, node: "n-1"), WorkerSlot(owner: Address(0x32), node: "n-2")]
        for place in 0..<9 { _ = ground.ask("c-\(place)", of: UInt8(place)) }
        ground.settle()
        let first = ground.orders()
        #expect(first.count == 2)
        #expect(ground.course.counts == [.assigning: 2, .waiting: 7])
        ground.tell(first)
        // Both are begun at once, and so there may be two more, which wait for a place.
        let second = ground.orders()
        #expect(Self.works(second) == [1, 2])
        #expect(second.count == 4)
        ground.tell(second)
        #expect(ground.orders().isEmpty)
        // Those two have waited too long: for what is begun late nothing more is given away.
        ground.pass(AssignmentWindow.goal + .nanoseconds(1))
        for number: UInt64 in [1, 2] { ground.course.take(.carriedOut(number, .done("deleted")), at: ground.now) }
        let third = ground.orders()
        #expect(Self.works(third) == [3, 4])
        #expect(third.count == 4)
        #expect(third.contains(.tell(.finish(1, isDone: true, result: "deleted"))))
        #expect(ground.course.counts == [.ending: 2, .applying: 2, .waiting: 5])
    }

    @Test func `what is tried again and again keeps nobody else from a worker`() {
        var settings = RequestSettings()
        settings.concurrency = 2
        var ground = Ground(settings)
        for place in 0..<3 { _ = ground.ask("c-\(place)", of: UInt8(place)) }
        ground.settle()
        ground.tell(ground.orders())
        ground.pass(AssignmentWindow.goal + .nanoseconds(1))
        let second = ground.orders()
        #expect(Self.works(second) == [1, 2] && second.count == 2)
        for number: UInt64 in [1, 2] { ground.course.take(.carriedOut(number, .again(.conflict)), at: ground.now) }
        #expect(ground.orders() == [.tell(.assign(3, to: Self.worker))])
    }

    @Test func `what comes late and is older comes first all the same`() {
        var ground = Ground()
        let old = ground.chain.submit(.delete)
        let new = ground.chain.submit(.delete)
        ground.settle()
        let events = ground.chain.state.withLock { $0.events }
        var late = Ground()
        _ = late.orders()
        late.course.take(.listed(.init(sequence: 0, newest: 0, requests: [:])), at: late.now)
        late.pass(ObjectChange.callTimeout)
        // The newer one is heard of first: with a hole before it nothing is done.
        late.course.take(.changed(events[1]), at: late.now)
        #expect(late.orders() == [.list])
        late.course.take(.changed(events[0]), at: late.now)
        #expect(late.orders() == [.tell(.assign(old, to: Self.worker))])
        #expect(late.course.counts == [.assigning: 1, .ordered: 1])
        late.course.take(.told(.assign(old, to: Self.worker), .done), at: late.now)
        _ = late.orders()
        late.course.take(.carriedOut(old, .done("deleted")), at: late.now)
        _ = late.orders()
        // Once the end of the older one is on the chain, and not before.
        #expect(late.orders().isEmpty)
        late.course.take(.told(.finish(old, isDone: true, result: "deleted"), .done), at: late.now)
        #expect(late.orders() == [.tell(.assign(new, to: Self.worker))])
    }

    @Test func `a change that is missed is found by its number`() {
        var ground = Ground()
        ground.settle()
        _ = ground.chain.submit(.delete)
        ground.heard += 1
        ground.course.take(.probed(ground.chain.sequence()), at: ground.now)
        ground.pass(RequestSettings().eventDelay - .nanoseconds(1))
        #expect(ground.orders().isEmpty)
        ground.pass(.nanoseconds(1))
        #expect(ground.orders() == [.list])
    }

    // Submitted, and heard of, when the ground begins.
    @Test(arguments: [(3600, false, true), (3601, false, true), (3600, true, false), (3599, false, false)])
    func `what waits for a worker for an hour has failed`(_ seconds: Int64, _ hasWorker: Bool, _ fails: Bool) {
        var ground = Ground()
        let number = ground.chain.submit(.delete)
        ground.settle()
        if !hasWorker { ground.slots = [] }
        ground.pass(.seconds(seconds) - ObjectChange.callTimeout)
        let orders = ground.orders() + ground.orders()
        let ends = orders.contains {
            if case .tell(.finish(number, isDone: false, let text)) = $0 { text.hasPrefix("overdue: ") } else { false }
        }
        #expect(ends == fails)
    }

    // Nobody led meanwhile, or no worker was up yet.
    @Test(arguments: [(599, false), (600, true), (601, true)] as [(Int64, Bool)])
    func `what is old when it is heard of waits ten minutes more`(_ seconds: Int64, _ fails: Bool) {
        var ground = Ground()
        ground.chain.state.withLock { $0.milliseconds -= 86_400_000 }
        _ = ground.chain.submit(.delete)
        ground.slots = []
        ground.settle()
        ground.pass(.seconds(seconds) - ObjectChange.callTimeout)
        let orders = ground.orders() + ground.orders()
        #expect(orders.isEmpty != fails)
        #expect(ground.course.counts == (fails ? [.ending: 1] : [.unplaced: 1]))
    }

    @Test(arguments: [(299, false), (300, true), (301, true)] as [(Int64, Bool)])
    func `what has waited five minutes goes before what is more urgent`(_ seconds: Int64, _ isFirst: Bool) {
        var settings = RequestSettings()
        settings.concurrency = 1
        var ground = Ground(settings)
        let old = ground.ask("a", of: 1, priority: 1)
        ground.slots = []
        ground.settle()
        ground.pass(.seconds(seconds) - ObjectChange.callTimeout)
        let urgent = ground.ask("b", of: 1, priority: 10)
        ground.hear()
        ground.slots = [WorkerSlot(owner: Self.worker, node: "n-1")]
        #expect(ground.orders() == [.tell(.assign(isFirst ? old : urgent, to: Self.worker))])
    }

    @Test func `what nobody can do is refused before a worker has it`() {
        var ground = Ground()
        let method = ground.chain.submit(.delete, rawMethod: 9)
        let part = ground.chain.submit(.delete, "pods/exec")
        ground.settle()
        let ends = ground.orders() + ground.orders()
        #expect(
            Set(ends.compactMap { if case .tell(.finish(let number, isDone: false, _)) = $0 { number } else { nil } })
                == [method, part])
    }
}

/// Which worker gets the next request.
struct WorkerChoiceTests {
    static let slots = (1...3).map { WorkerSlot(owner: Address(UInt8($0)), node: "n-\($0)") }

    @Test func `the least loaded one, and of those the one that waited longest`() {
        var choice = WorkerChoice(Self.slots, loads: [Address(1): 2, Address(2): 1])
        var (given, turn): ([Address: UInt64], UInt64) = ([:], 0)
        var chosen: [String] = []
        for _ in 0..<6 { chosen.append(choice.next(&given, turn: &turn)?.node ?? "none") }
        #expect(chosen == ["n-3", "n-2", "n-3", "n-1", "n-2", "n-3"])
    }

    @Test(arguments: [(15, true), (16, false), (17, false)]) func `nobody gets more than the contracts allow`(
        _ load: Int, _ hasRoom: Bool
    ) {
        var choice = WorkerChoice([Self.slots[0]], loads: [Address(1): load])
        var (given, turn): ([Address: UInt64], UInt64) = ([:], 0)
        let slot = choice.next(&given, turn: &turn)
        #expect((slot != nil) == hasRoom)
    }
}
