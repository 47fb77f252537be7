// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Telemetry
import Testing
import WorkerProtocol

@testable import StakeWorker

@Suite struct WorkerRoundsTests {
    @Test func `a round asks the chain, checks the master, and says how the machine is`() throws {
        let world = try RoundsWorld()
        #expect(world.turn() == .seconds(30))
        let heartbeat = try #require(world.join.master.now.heartbeats.first)
        #expect(heartbeat.nodeName == "n-abc-1" && heartbeat.cpuPercent == 75 && heartbeat.memoryPercent == 6)
        #expect(heartbeat.atMilliseconds == 1_795_000_000_000)
        #expect(world.join.master.now.checked == 1)
        let token = try world.join.folder.read("state/seal-token")
        #expect(world.join.master.now.tokens.last == String(token.dropLast()))
        let status = world.status
        #expect(status.phase == .working && status.standing == .working && status.stake == 3 * Mist.perSUI)
        #expect(status.required == Mist.perSUI && status.isSealLive == true && status.agent == .active)
        #expect(status.nodeName == "n-abc-1" && status.chainFailure == nil && status.masterFailure == nil)
        #expect(status.line == "working, node n-abc-1, agent active")
    }

    @Test func `the chain is told at its own interval`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        let report = ChainOrder.report(worker: Address(0x77), cpuPercent: 75, memoryPercent: 6, pods: 0)
        #expect(world.join.chain.now.orders == [report] && world.counts.reports.value == 1)
        _ = world.turn(after: 719)
        #expect(world.join.chain.now.orders.count == 1)
        _ = world.turn(after: 1)
        #expect(world.join.chain.now.orders.count == 2)
        #expect(try world.join.folder.read("state/reported") == "1795000720000\n")
    }

    @Test func `a report that is refused is tried again later`() throws {
        let world = try RoundsWorld()
        world.join.chain.now.orderFailure = WorkerFailure(.chainRefused, "ETooSoon")
        _ = world.turn()
        world.join.chain.now.orderFailure = nil
        _ = world.turn(after: 59)
        #expect(world.join.chain.now.orders.isEmpty)
        _ = world.turn(after: 1)
        #expect(world.join.chain.now.orders.count == 1)
    }

    @Test func `an outage of everything stops nothing, and is one line each`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        world.join.chain.now.failure = WorkerFailure(.chainUnavailable, "no node")
        world.join.master.now.failure = WorkerFailure(.masterUnavailable, "nobody")
        for _ in 0..<500 { _ = world.turn(after: 30) }
        #expect(
            world.status.phase == .working && world.join.agent.now.stops == 0 && world.join.agent.now.state == .active)
        #expect(world.status.chainFailure == .chainUnavailable && world.status.masterFailure == .masterUnavailable)
        let lines = try world.log().split(separator: "\n")
        #expect(lines.filter { $0.contains("no node") }.count == 1 && lines.filter { $0.contains("nobody") }.count == 1)
        world.join.chain.now.failure = nil
        world.join.master.now.failure = nil
        _ = world.turn(after: 30)
        #expect(world.status.chainFailure == nil && world.status.masterFailure == nil)
        #expect(try world.log().contains("the master answers again"))
    }

    @Test func `a slashing stops the agent once the pods have left`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        let pod = world.cgroup + "/kubepods/podaa/" + String(repeating: "a", count: 64)
        try Folder.make(for: pod + "/x")
        world.join.chain.now.account?.status = 3
        world.join.chain.now.worker?.status = 4
        #expect(world.turn(after: 30) == .seconds(3))
        // From here on several nodes must say so.
        #expect(world.turn(after: 3) == .seconds(3) && world.turn(after: 3) == .seconds(3))
        #expect(world.join.chain.now.looks.suffix(2) == [true, true] && world.status.phase == .draining)
        _ = world.turn(after: 3)
        #expect(world.join.agent.now.stops == 0)
        try Folder.remove(world.cgroup + "/kubepods/podaa")
        _ = world.turn(after: 3)
        #expect(world.join.agent.now.stops == 1 && world.status.phase == .stopping)
        _ = world.turn(after: 3)
        #expect(world.status.phase == .stopped && world.status.reason == .slashed)
        #expect(world.status.line.hasPrefix("stopped: the stake was slashed, node n-abc-1, agent inactive"))
        #expect(try world.log().contains("the stake was slashed"))
        // Its heartbeats go on: the owner sees where it stands.
        _ = world.turn(after: 30)
        #expect(world.join.agent.now.stops == 1)
    }

    @Test func `a master's word alone stops nothing`() throws {
        let world = try RoundsWorld()
        world.join.master.now.reply = HeartbeatReply(
            nodeName: "n-abc-1", standing: .slashed, reason: "", stakeMist: 0, requiredMist: 1, drain: true)
        for _ in 0..<25 {
            #expect(world.turn(after: 30) == .seconds(3))
            #expect(world.turn(after: 3) == .seconds(30))
        }
        #expect(world.status.phase == .working && world.join.agent.now.stops == 0)
        #expect(world.join.chain.now.looks.suffix(4) == [false, true, false, true])
    }

    @Test(arguments: [(1000, 30), (30_000, 30), (45_000, 45), (3_600_000, 300)] as [(Int, Int)])
    func `a master may ask for fewer heartbeats, not for none`(_ asked: Int, _ expected: Int) throws {
        let world = try RoundsWorld()
        world.join.master.now.reply.nextHeartbeatMilliseconds = asked
        #expect(world.turn() == .seconds(expected))
    }

    @Test func `a master that is not what it must be is told nothing`() throws {
        let world = try RoundsWorld()
        let before = world.join.master.now.tokens.count
        world.join.master.now.checkFailure = WorkerFailure(.masterUntrusted, "another enclave")
        _ = world.turn()
        #expect(world.join.master.now.heartbeats.isEmpty && world.join.master.now.tokens.count == before)
        #expect(world.status.masterFailure == .masterUntrusted && world.join.agent.now.stops == 0)
    }

    @Test func `stake is added where it was allowed, and looked at again at once`() throws {
        let stake = WorkerConfiguration.Stake(
            amount: Mist.perSUI, minimum: 0, buffer: Mist.perSUI / 10,
            increases: .init(maximum: 10 * Mist.perSUI, daily: Mist.perSUI / 2))
        let world = try RoundsWorld(stake: stake)
        _ = world.turn()
        world.join.chain.now.workerMinimum = 3 * Mist.perSUI
        #expect(world.turn(after: 30) == .zero)
        #expect(world.join.chain.now.account?.nodeAmount == 3_100_000_000)
        #expect(world.counts.increased.value == 100_000_000)
        // What is left for the day.
        world.join.chain.now.workerMinimum = 5 * Mist.perSUI
        _ = world.turn(after: 30)
        _ = world.turn(after: 30)
        #expect(world.join.chain.now.account?.nodeAmount == 3_500_000_000)
    }

    @Test func `what was not added counts as spent`() throws {
        let stake = WorkerConfiguration.Stake(
            amount: Mist.perSUI, minimum: 4 * Mist.perSUI, buffer: 0,
            increases: .init(maximum: 10 * Mist.perSUI, daily: Mist.perSUI))
        let world = try RoundsWorld(stake: stake)
        world.join.chain.now.orderFailure = WorkerFailure(.outcomeUnknown, "nobody knows")
        _ = world.turn()
        world.join.chain.now.orderFailure = nil
        _ = world.turn(after: 30)
        // It may have been carried out: a second one today would be more than was allowed.
        #expect(world.join.chain.now.account?.nodeAmount == 3 * Mist.perSUI)
    }

    private static func allowing(_ daily: UInt64, minimum: UInt64) -> WorkerConfiguration.Stake {
        .init(
            amount: Mist.perSUI, minimum: minimum, buffer: 0, increases: .init(maximum: 10 * Mist.perSUI, daily: daily))
    }

    @Test(arguments: [WorkerFailure.Code.funds, .chainRefused, .chainUnavailable])
    func `what certainly was not added does not count, and is tried less and less often`(
        _ code: WorkerFailure.Code
    ) throws {
        let world = try RoundsWorld(stake: Self.allowing(Mist.perSUI, minimum: 4 * Mist.perSUI))
        world.join.chain.now.orderFailure = WorkerFailure(code, "no")
        // After 60 s, 120 s, 240 s and 480 s more.
        for _ in 0..<31 { _ = world.turn(after: 30) }
        #expect(world.counts.failures.value(of: Labels(.stake, code)) == 5)
        world.join.chain.now.orderFailure = nil
        for _ in 0..<32 { _ = world.turn(after: 30) }
        #expect(world.join.chain.now.account?.nodeAmount == 4 * Mist.perSUI)
    }

    // A node's word may be a minute old.
    @Test(arguments: [(59, 1), (60, 2), (61, 2)]) func `a node that is behind has nothing added twice`(
        _ wait: Int64, _ expected: Int
    ) throws {
        let world = try RoundsWorld(stake: Self.allowing(5 * Mist.perSUI, minimum: 4 * Mist.perSUI))
        _ = world.turn()
        world.join.chain.now.account?.nodeAmount = 3 * Mist.perSUI
        _ = world.turn(after: wait)
        let added = world.join.chain.now.orders.filter { $0 == .increase(Mist.perSUI) }
        #expect(added.count == expected)
    }

    @Test func `after a restart it is no sooner`() throws {
        let stake = Self.allowing(5 * Mist.perSUI, minimum: 4 * Mist.perSUI)
        let world = try RoundsWorld(stake: stake)
        _ = world.turn()
        world.join.chain.now.account?.nodeAmount = 3 * Mist.perSUI
        try world.restart(stake: stake)
        _ = world.turn(after: 59)
        #expect(world.join.chain.now.account?.nodeAmount == 3 * Mist.perSUI)
        _ = world.turn(after: 1)
        #expect(world.join.chain.now.account?.nodeAmount == 4 * Mist.perSUI)
    }

    @Test func `one node alone has nothing added, and what was sent before comes first`() throws {
        let world = try RoundsWorld(stake: Self.allowing(Mist.perSUI, minimum: 0))
        _ = world.turn()
        let settled = world.join.chain.now.settled
        world.join.chain.now.aloneSays = { $0.workerMinimum = 4 * Mist.perSUI }
        _ = world.turn(after: 30)
        #expect(world.join.chain.now.settled == settled + 1)
        #expect(world.join.chain.now.account?.nodeAmount == 3 * Mist.perSUI)
        #expect(world.join.chain.now.looks.suffix(2) == [false, true])
    }

    /// Epochs that are left, and whether another seal is minted: the fake's seals end in epoch 40.
    @Test(arguments: [(37, false), (38, true), (39, true), (40, true), (41, true)] as [(UInt64, Bool)])
    func `a seal is renewed before it ends`(_ epoch: UInt64, _ isRenewed: Bool) throws {
        let world = try RoundsWorld()
        _ = world.turn()
        let old = try world.join.folder.read("state/seal-token")
        world.join.chain.now.epoch = epoch
        _ = world.turn(after: 3600)
        #expect((try world.join.folder.read("state/seal-token") != old) == isRenewed)
        #expect(world.join.chain.now.seals.count == (isRenewed ? 2 : 1))
        _ = world.turn(after: 30)
        #expect(world.status.isSealLive == (epoch < 40 || isRenewed))
    }

    @Test func `a seal that could not be minted is tried again with the same token`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        world.join.chain.now.epoch = 39
        world.join.chain.now.orderFailure = WorkerFailure(.chainUnavailable, "no node")
        _ = world.turn(after: 3600)
        let token = try world.join.folder.read("state/next-seal-token")
        world.join.chain.now.orderFailure = nil
        _ = world.turn(after: 59)
        #expect(world.join.chain.now.seals.count == 1)
        _ = world.turn(after: 1)
        #expect(world.join.chain.now.seals.count == 2)
        #expect(try world.join.folder.read("state/seal-token") == token)
        #expect(!world.join.folder.has("state/next-seal-token"))
    }

    @Test func `until another seal is minted the one that there is opens what it opened`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        let old = try world.join.folder.read("state/seal-token")
        world.join.chain.now.epoch = 38
        world.join.chain.now.orderFailure = WorkerFailure(.funds, "nothing is left")
        for _ in 0..<50 { _ = world.turn(after: 3600) }
        #expect(try world.join.folder.read("state/seal-token") == old)
        #expect(world.status.isSealLive == true && world.join.master.now.tokens.last == String(old.dropLast()))
    }

    @Test(arguments: [true, false]) func `a seal that was minted before a crash takes its place all the same`(
        _ isMinted: Bool
    ) throws {
        let world = try RoundsWorld()
        _ = world.turn()
        let chain = world.join.chain
        let next = try WorkerSeal.make(world.join.state, .nextSeal, cluster: chain.cluster, owner: chain.owner)
        if isMinted { try chain.carryOut(.mintSeal(SealTerms(key: next.key, bind: next.bind))) }
        chain.now.epoch = 38
        _ = world.turn(after: 3600)
        #expect(chain.now.seals.count == 2 && !world.join.folder.has("state/next-seal-token"))
        #expect(try world.join.folder.read("state/seal-token") == next.token + "\n")
    }

    @Test func `where seals are shorter than the margin, one an hour is minted and no more`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        for key in world.join.chain.now.seals.keys { world.join.chain.now.seals[key]?.revoked = true }
        _ = world.turn(after: 30)
        #expect(world.join.chain.now.seals.count == 2)
        for key in world.join.chain.now.seals.keys { world.join.chain.now.seals[key]?.revoked = true }
        _ = world.turn(after: 3599)
        #expect(world.join.chain.now.seals.count == 2)
        _ = world.turn(after: 1)
        #expect(world.join.chain.now.seals.count == 3)
    }

    @Test func `a machine that lost its stake gets no other seal`() throws {
        let world = try RoundsWorld()
        _ = world.turn()
        world.join.chain.now.epoch = 40
        world.join.chain.now.account?.status = 3
        for _ in 0..<20 { _ = world.turn(after: 3600) }
        #expect(world.join.chain.now.seals.count == 1)
    }

    @Test func `who only watches sends nothing and touches nothing`() throws {
        let world = try RoundsWorld(isObserver: true)
        world.join.chain.now.worker?.status = 4
        world.join.chain.now.account?.status = 3
        let told = world.join.master.now.checked
        for _ in 0..<10 { #expect(world.turn(after: 30) == .seconds(30)) }
        #expect(world.join.chain.now.orders.isEmpty && world.join.agent.now.stops == 0)
        #expect(world.join.master.now.checked == told && world.join.master.now.heartbeats.isEmpty)
        #expect(world.status.standing == .lost(.slashed) && world.status.measurement.memoryPercent == 6)
        #expect { try world.rounds.carryOut(.register) } throws: { ($0 as? WorkerFailure)?.code == .configuration }
    }

    @Test func `a machine that has not joined says nothing to anybody`() throws {
        let world = try RoundsWorld(joins: false)
        _ = world.turn()
        #expect(world.join.master.now.checked == 0 && world.status.nodeName == nil)
        #expect(world.status.standing == .unknown && world.status.line == "working, agent inactive")
    }

    @Test func `orders are carried out`() throws {
        let world = try RoundsWorld(joins: false)
        #expect { try world.rounds.carryOut(.unstake(nil)) } throws: { ($0 as? WorkerFailure)?.code == .standing }
        try world.rounds.carryOut(.stake(2 * Mist.perSUI))
        #expect { try world.rounds.carryOut(.register) } throws: { ($0 as? WorkerFailure)?.code == .standing }
        try MachineKeys.make(world.join.state)
        try world.rounds.carryOut(.register)
        try world.rounds.carryOut(.stake(1))
        try world.rounds.carryOut(.unstake(1))
        try world.rounds.carryOut(.unstake(nil))
        let orders = world.join.chain.now.orders
        #expect(orders.count == 5 && orders[0] == .stake(2 * Mist.perSUI, node: "rack-1") && orders[2] == .increase(1))
        #expect(orders[3] == .unstake(1) && orders[4] == .unstake(2 * Mist.perSUI))
    }
}
