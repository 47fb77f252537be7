// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing

@testable import StakeWorker

@Suite struct LeaveTests {
    /// A machine that has joined.
    private static func joined() throws -> JoinWorld {
        let world = try JoinWorld()
        var runner = world.runner()
        _ = try runner.run()
        world.chain.now.worker?.status = 2
        world.chain.now.orders = []
        return world
    }

    private static func runner(
        _ world: JoinWorld, unstakes: Bool = true, crash: Crash = Crash(at: nil), pods: Int? = 0,
        clock: Locked<UInt64> = Locked(0)
    ) -> LeaveRunner {
        world.chain.set(crash)
        world.agent.set(crash)
        var runner = LeaveRunner(
            state: world.state, chain: world.chain, agent: world.agent, files: world.files, grace: .seconds(300),
            unstakes: unstakes, pods: { pods })
        runner.now = { Monotonic(nanoseconds: clock.withLock { $0 } * 1_000_000_000) }
        runner.pause = { time in clock.withLock { $0 += UInt64(time.components.seconds) } }
        return runner
    }

    @Test func `a machine leaves in this order`() throws {
        let world = try Self.joined()
        let steps = try Self.runner(world).plan()
        #expect(steps.count == 7 && steps[0].hasPrefix("retire") && steps[2] == "stop the agent")
        #expect(world.chain.now.orders.isEmpty && world.agent.now.stops == 0)
        try Self.runner(world).run()
        let now = world.chain.now
        #expect(now.worker?.status == 5 && now.account?.nodeAmount == 0 && now.account?.unbonding == 3 * Mist.perSUI)
        #expect(now.seals.values.allSatisfy(\.revoked) && world.agent.now.state == .inactive)
        #expect(!world.folder.has("rancher/50-stake.yaml") && !world.folder.has("state/joined"))
        // Its keys stay.
        #expect(world.folder.has("state/join-key") && world.folder.has("state/node-password"))
        #expect(try Self.runner(world).plan().isEmpty)
        try Self.runner(world).run()
        #expect(world.chain.now.orders == now.orders)
    }

    @Test func `stake stays where nobody asks for it`() throws {
        let world = try Self.joined()
        try Self.runner(world, unstakes: false).run()
        #expect(world.chain.now.account?.nodeAmount == 3 * Mist.perSUI && world.chain.now.worker?.status == 5)
    }

    @Test func `a run that was broken off anywhere goes on`() throws {
        var point = 0
        while true {
            let world = try Self.joined()
            let crash = Crash(at: point)
            try? Self.runner(world, crash: crash).run()
            try Self.runner(world).run()
            let orders = world.chain.now.orders
            #expect(orders.count == 3, "\(point): \(orders)")
            #expect(world.chain.now.account?.unbonding == 3 * Mist.perSUI && world.agent.now.state == .inactive)
            #expect(!world.folder.has("state/joined"))
            if !crash.isOver { break }
            point += 1
        }
        #expect(point == 8)
    }

    @Test(arguments: [(Int?.some(0), UInt64(0)), (1, 300), (nil, 300)])
    func `pods have the grace to leave`(_ pods: Int?, _ expected: UInt64) throws {
        let world = try Self.joined()
        let clock = Locked<UInt64>(0)
        try Self.runner(world, pods: pods, clock: clock).run()
        #expect(clock.withLock { $0 } == expected)
    }

    @Test func `an agent that does not stop is said`() throws {
        let world = try Self.joined()
        world.agent.now.heedless = 100
        #expect { try Self.runner(world).run() } throws: { ($0 as? WorkerFailure)?.code == .outcomeUnknown }
        #expect(world.folder.has("rancher/50-stake.yaml"))
    }

    @Test func `an agent of which nobody knows whether it runs is stopped first`() throws {
        let world = try Self.joined()
        world.agent.now.state = .unknown
        world.agent.now.failure = WorkerFailure(.agent, "systemd does not answer")
        #expect { try Self.runner(world).run() } throws: { ($0 as? WorkerFailure)?.code == .agent }
        #expect(world.folder.has("rancher/50-stake.yaml") && world.chain.now.account?.unbonding == 0)
        world.agent.now.failure = nil
        try Self.runner(world).run()
        #expect(world.agent.now.stops == 1 && world.chain.now.account?.unbonding == 3 * Mist.perSUI)
    }

    @Test func `who was slashed leaves, too`() throws {
        let world = try Self.joined()
        world.chain.now.worker?.status = 4
        world.chain.now.account?.status = 3
        try Self.runner(world).run()
        // The registry knows already.
        #expect(!world.chain.now.orders.contains(.retire) && world.agent.now.state == .inactive)
    }
}
