// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import TestSupport
import Testing

@testable import SuiLedger

@Suite struct FollowCourseTests {
    /// Nodes of every kind; the first can always do all that is needed when it is well.
    private static func nodes(_ dice: inout MirrorTests.Dice, leaveOut: Bool) -> [FollowWorld.Node] {
        let kinds: [FollowWorld.Node] = [
            .init(), .init(streams: [.checkpoints]), .init(streams: []), .init(language: .graphQL, streams: []),
            .init(streams: [.checkpoints], listsEvents: false), .init(streams: [.events], listsEvents: false),
            .init(forgets: true), .init(streams: [.checkpoints], listsTables: false),
            .init(listsEvents: false, listsTables: false),
        ]
        var nodes = (0..<Int.random(in: 1..<4, using: &dice)).map { index in
            kinds[Int.random(in: 0..<(index == 0 ? 4 : kinds.count), using: &dice)]
        }
        for index in nodes.indices {
            nodes[index].skew = Int64.random(in: -20_000...20_000, using: &dice)
            nodes[index].leavesOut = leaveOut && Bool.random(using: &dice)
        }
        nodes.shuffle(using: &dice)
        return nodes
    }

    /// Lets a chain of events go by, with restarts, then a calm end in which everything can be seen.
    private static func run(_ seed: Int, leaveOut: Bool) -> FollowWorld {
        var dice = MirrorTests.Dice(state: UInt64(seed) &+ 77)
        let nodes = nodes(&dice, leaveOut: leaveOut)
        var world = FollowWorld(
            seed, nodes: nodes, packages: Int.random(in: 1..<3, using: &dice),
            hasPosition: Int.random(in: 0..<4, using: &dice) > 0)
        for _ in 0..<Int.random(in: 1..<10, using: &dice) { world.grow(events: Int.random(in: 0..<4, using: &dice)) }
        world.take(.tick)
        while world.tip < 60 {
            world.step(blockEvents: Int.random(in: 0..<4, using: &dice))
            if Bool.random(using: &dice) { world.save() }
            if Int.random(in: 0..<150, using: &dice) == 0 { world.restart() }
        }
        world.isCalm = true
        // A change of everything that is numbered shows whether something before it is missing.
        world.grow(events: 40)
        let last = world.tip
        for _ in 0..<20_000 {
            if world.isDone && world.course.health.checkpoint ?? 0 > last { break }
            world.step(blockEvents: 0)
        }
        return world
    }

    @Test(arguments: Seeds.all) func `no event is lost or doubled, whatever nodes do, and the mirror is true`(
        _ seed: Int
    ) {
        let world = Self.run(seed, leaveOut: false)
        let ours = world.history.joined().filter { event in
            let content = try? ContractEvent(module: event.type.module, name: event.type.name, contents: event.contents)
            return content?.cluster == FollowWorld.cluster.cluster
        }
        #expect(world.isDone && world.isMirrorTrue)
        #expect(world.lies == [] && world.areMovesTrue)
        #expect(world.course.health.counts.skips == 0)
        #expect(Set(world.told.map(\.identity)).count == world.told.count)
        // Who begins without a position begins at the tip of then; from there on all is told.
        let expected = ours.suffix(world.told.count)
        #expect(world.startsAtTip || world.told.count == ours.count)
        if world.settings.packages.count == 1 {
            #expect(world.told.map(\.identity) == expected.map(\.identity))
        } else {
            // Of several packages the order within a checkpoint is not known, but that of each one's events is.
            #expect(Set(world.told.map(\.identity)) == Set(expected.map(\.identity)))
            for package in world.settings.packages {
                #expect(
                    world.told.filter { $0.type.package == package }.map(\.identity)
                        == expected.filter { $0.type.package == package }.map(\.identity))
            }
        }
    }

    @Test(arguments: Seeds.all) func `a node that leaves events out makes no mirror wrong, and doubles nothing`(
        _ seed: Int
    ) {
        let world = Self.run(seed, leaveOut: true)
        #expect(world.isDone && world.isMirrorTrue)
        #expect(Set(world.told.map(\.identity)).count == world.told.count)
    }

    @Test(arguments: Seeds.all.prefix(200))
    func `what no node lists any more is passed over, and the tables tell what became of it`(_ seed: Int) {
        let kinds: [FollowWorld.Node] = [
            .init(forgets: true), .init(streams: [.checkpoints], forgets: true),
            .init(language: .graphQL, streams: [], forgets: true), .init(streams: [.checkpoints], listsEvents: false),
        ]
        var world = FollowWorld(seed, nodes: [kinds[seed % 4], kinds[seed / 4 % 4]], hasPosition: true)
        for _ in 0..<30 { world.grow(events: 3) }
        world.isCalm = true
        world.take(.tick)
        while world.tip < 150 { world.step(blockEvents: 2) }
        world.grow(events: 40)
        let last = world.tip
        for _ in 0..<20_000 {
            if world.isDone && world.course.health.checkpoint ?? 0 > last { break }
            world.step(blockEvents: 0)
        }
        #expect(world.isDone && world.isMirrorTrue && world.lies == [])
        #expect(world.course.health.counts.skips > 0)
        #expect(Set(world.told.map(\.identity)).count == world.told.count)
        #expect(!world.told.isEmpty)
    }

    @Test(arguments: Seeds.all.prefix(50)) func `one node's lie about how far the chain is does not last`(_ seed: Int) {
        let honest = FollowWorld.Node(streams: [[.checkpoints], [.events], []][seed % 3])
        var world = FollowWorld(seed, nodes: [.init(boast: 1 << 60), honest, .init()], hasPosition: true)
        for _ in 0..<10 { world.grow(events: 3) }
        world.isCalm = true
        world.take(.tick)
        while world.course.plan.position.checkpoint < 1 << 59 { world.step(blockEvents: 1) }
        // The position that is saved lies too; whoever begins with it finds nobody that far.
        if seed % 2 == 0 {
            world.save()
            world.restart()
        }
        for _ in 0..<20_000 {
            if world.course.health.isComplete && world.course.health.checkpoint ?? .max <= world.tip { break }
            world.step(blockEvents: 1)
        }
        world.grow(events: 40)
        let last = world.tip
        for _ in 0..<2000 {
            if world.isDone && world.course.health.checkpoint ?? 0 > last { break }
            world.step(blockEvents: 0)
        }
        #expect(world.isDone && world.isMirrorTrue && world.course.health.counts.skips > 0)
        #expect(world.course.health.node != 0)
    }

    @Test func `an event that a stream leaves out is listed again, from before it, and told late`() {
        var dice = MirrorTests.Dice(state: 1)
        let now = Monotonic(nanoseconds: 1_000_000_000)
        let settings = FollowSettings(package: FollowWorld.package, cluster: FollowWorld.cluster)
        var course = FollowCourse(settings, languages: [.grpc], position: FollowPosition(checkpoint: 10))
        func event(_ number: UInt64, _ checkpoint: UInt64) -> EmittedEvent {
            let change = CapChanged(
                cluster: FollowWorld.cluster.cluster, number: number, kind: 1, state: 1, cap: nil, holder: nil)
            return EmittedEvent(
                identity: .init(transaction: Digest(Address(UInt8(number)).raw), index: 0), checkpoint: checkpoint,
                type: StructTag(FollowWorld.package, "staking", "CapChanged"), contents: change.bcs)
        }
        let events = [event(1, 11), event(2, 11), event(3, 12)]
        var told: [UInt64] = []
        var asked: [UInt64] = []
        var inputs: [FollowCourse.Input] = [.tick]
        var stream = 0
        func freshness() -> Freshness { Freshness(chain: "c", epoch: 1, checkpoint: 12, timestamp: 5) }
        while !inputs.isEmpty {
            for action in course.take(inputs.removeFirst(), at: now, using: &dice) {
                switch action {
                case .open(let number, _, _):
                    stream = number
                    inputs.append(.part(stream: number, StreamPart(checkpoint: 10)))
                case .ask(let number, _, .entry): inputs.append(.answered(ask: number, .entry(nil), freshness()))
                case .ask(let number, _, .table):
                    inputs.append(.answered(ask: number, .table(Page(items: [], next: nil)), freshness()))
                case .ask(let number, _, .events(let question)):
                    asked.append(question.from)
                    // Nothing had happened yet when it was asked first.
                    let shown = asked.count == 1 ? [] : events.filter { $0.checkpoint ?? 0 >= question.from }
                    let page = EventPageQuestion.Events(events: shown, next: nil, reached: asked.count == 1 ? 10 : 12)
                    inputs.append(.answered(ask: number, .events(page), freshness()))
                    guard asked.count == 1 else { continue }
                    inputs.append(.part(stream: stream, StreamPart(events: [events[0]], checkpoint: 10)))
                    inputs.append(.part(stream: stream, StreamPart(checkpoint: 11)))
                    inputs.append(.part(stream: stream, StreamPart(events: [events[2]], checkpoint: 11)))
                case .tell(.events(let events)):
                    for case .capChanged(let event)? in events.map(\.content) { told.append(event.number) }
                case .ask, .tell, .close: break
                }
            }
        }
        #expect(asked == [10, 11])
        #expect(told == [1, 3, 2])
        #expect(!course.health.hasHole && course.health.isComplete && course.health.counts.skips == 0)
    }
}
