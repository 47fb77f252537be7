// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import SuiLedger
import Testing

@testable import DevLedger

/// Each fault, as our client sees it.
@Suite(.timeLimit(.minutes(10))) struct DevFaultTests {
    private static let begin: UInt64 = 1_795_212_180_500

    /// A cluster in which somebody has a stake; two transactions, and time that can pass.
    private func makeWorld(_ time: DevTime = .stepped) throws -> (DevNodeWorld, ClusterCreated) {
        let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: Self.begin, time: time))
        #expect(world.node.faucet(50_000_000_000, to: world.address))
        let cluster = try world.makeCluster()
        try world.stake(2_000_000_000, in: cluster)
        return (world, cluster)
    }

    private func faults(_ change: (inout DevFaults) -> Void) -> DevFaults {
        var faults = DevFaults()
        change(&faults)
        return faults
    }

    private func tip(_ world: DevNodeWorld) throws -> [UInt64] {
        let freshness = try #require(try world.ledger.ask(EpochQuestion(), timeout: .seconds(10)).freshness)
        return [freshness.checkpoint, freshness.timestamp - Self.begin]
    }

    private func account(_ world: DevNodeWorld, _ cluster: ClusterCreated) throws -> StakeAccount? {
        let key = world.address.raw.bytes
        let entry = try world.ask(TableEntryQuestion(table: cluster.stakes, key: key, keyType: .address))
        let page = try world.ask(TablePageQuestion(table: cluster.stakes)).items
        #expect(page == [entry].compactMap { $0 })
        return try entry.map { try StakeAccount(bcs: $0.value) }
    }

    private func events(_ world: DevNodeWorld) throws -> [EmittedEvent] {
        try world.ask(EventPageQuestion(of: world.node.identity.package, from: 0)).events
    }

    // MARK: Lag

    @Test func `a node that is behind by checkpoints knows nothing of the last`() throws {
        let (world, cluster) = try makeWorld()
        let all = try events(world)
        #expect(try tip(world) == [2, 0])
        world.node.faults = faults { $0.lag = .checkpoints(1) }
        #expect(try tip(world) == [1, 0])
        #expect(try account(world, cluster) == nil)
        #expect(try events(world) == Array(all.dropLast()))
        let known = TransactionQuestion(try #require(all.last).identity.transaction)
        #expect(try world.ask(known) == nil)
        // The network goes on, and the node behind it.
        world.node.advance(milliseconds: 1_000)
        #expect(try tip(world) == [2, 0])
        #expect(try account(world, cluster)?.amount == 2_000_000_000)
        #expect(try events(world) == all)
        world.node.faults = faults { $0.lag = .checkpoints(.max) }
        #expect(try tip(world) == [0, 0])
        world.node.faults = nil
        #expect(try tip(world) == [3, 1_000])
    }

    @Test func `a node that is behind by time answers as it would have then`() throws {
        let clock = TestClock(0)
        let (world, cluster) = try makeWorld(clock.time)
        let all = try events(world)
        clock.set(10_000)
        #expect(try tip(world) == [42, 10_000])
        world.node.faults = faults { $0.lag = .milliseconds(4_000) }
        #expect(try tip(world) == [26, 6_000])
        clock.set(10_100)
        #expect(try tip(world) == [26, 6_100])
        let effects = try increase(world, cluster)
        #expect(effects.failure == nil && effects.checkpoint == 43)
        #expect(try account(world, cluster)?.amount == 2_000_000_000)
        #expect(try events(world) == all)
        clock.set(14_099)
        #expect(try tip(world) == [42, 10_099])
        #expect(try events(world) == all)
        clock.set(14_100)
        #expect(try tip(world) == [43, 10_100])
        #expect(try account(world, cluster)?.amount == 3_000_000_000)
        #expect(try events(world).count == all.count + 1)
        // By checkpoints, time goes on until the next is due.
        world.node.faults = faults { $0.lag = .checkpoints(1) }
        #expect(try tip(world) == [58, 13_999])
    }

    @Test func `time that passes at once does not bring a node that is behind out of order`() throws {
        let clock = TestClock(0)
        let (world, _) = try makeWorld(clock.time)
        world.node.faults = faults { $0.lag = .milliseconds(1_000) }
        clock.set(600)
        world.node.advance(milliseconds: 10_000)
        #expect(try tip(world)[1] == 9_600)
        world.node.nextEpoch()
        clock.set(1_700)
        let live = world.node.identity
        #expect(try tip(world) == [live.checkpoint - 4, 10_700])
        #expect(try world.ask(EpochQuestion()).number == 1)
    }

    @Test func `a node that stands still is as it was when it stopped`() throws {
        let clock = TestClock(0)
        let (world, cluster) = try makeWorld(clock.time)
        clock.set(10_000)
        let all = try events(world)
        world.node.faults = faults { $0.lag = .frozen }
        clock.set(20_000)
        #expect(try increase(world, cluster).failure == nil)
        for _ in 0..<2 {
            #expect(try tip(world) == [42, 10_000])
            #expect(try account(world, cluster)?.amount == 2_000_000_000)
            #expect(try events(world) == all)
        }
        world.node.faults = nil
        #expect(try tip(world) == [83, 20_000])
        #expect(try account(world, cluster)?.amount == 3_000_000_000)
    }

    /// One SUI more.
    private func increase(_ world: DevNodeWorld, _ cluster: ClusterCreated) throws -> Effects {
        var builder = ProgramBuilder()
        let pool = try world.shared(cluster.cluster, &builder)
        let coin = builder.coin(1_000_000_000)
        let forNode = builder.bool(false)
        let clock = builder.clock()
        builder.call(world.node.identity.package, "staking", "increase_stake", [pool, coin, forNode, clock])
        return try world.send(builder.program)
    }

    // MARK: Answers that fail, or do not come

    @Test func `a request that is cut off, or that the node fails at, is unavailable`() throws {
        let (world, _) = try makeWorld()
        for faults in [faults { $0.drop = 100 }, faults { $0.error = 100 }, faults { $0.restart = 60_000 }] {
            world.node.faults = faults
            #expect(throws: LedgerError(.unavailable, "")) { try world.ask(EpochQuestion()) }
            // What is done about it goes on being answered.
            #expect(try world.http("/identity").status == 200)
            #expect(try world.http("/control", #"{"fault":null}"#).status == 200)
            #expect(try world.ask(EpochQuestion()).number == 0)
        }
    }

    @Test func `a share of the requests is met, and the same ones for the same seed`() throws {
        func met(_ seed: UInt64, _ drop: UInt64, _ error: UInt64) -> [Int] {
            let node = DevNode(seed: 1)
            node.faults = faults { ($0.seed, $0.drop, $0.error) = (seed, drop, error) }
            let body = Array(#"{"query":"{ chainIdentifier }"}"#.utf8)
            return (0..<1_000).map { _ in
                guard let reply = node.respond(to: body.span).reply else { return 0 }
                return reply.body.starts(with: #"{"data":null"#.utf8) ? 1 : 2
            }
        }
        let seen = met(3, 10, 50)
        #expect(seen == met(3, 10, 50) && seen != met(4, 10, 50))
        #expect((60...140).contains(seen.count { $0 == 0 }) && (380...520).contains(seen.count { $0 == 1 }))
        // One share does not change whom the other meets.
        #expect(zip(seen, met(3, 10, 0)).allSatisfy { ($0 == 0) == ($1 == 0) })
        #expect(met(3, 0, 0).allSatisfy { $0 == 2 })
    }

    @Test func `a node that starts again is there when it was said to be`() throws {
        let (world, _) = try makeWorld()
        world.node.faults = faults { $0.restart = 1 }
        let deadline = Monotonic.now.advanced(by: .seconds(10))
        var isThere = false
        while !isThere, Monotonic.now < deadline { isThere = (try? world.ask(EpochQuestion())) != nil }
        #expect(isThere)
    }

    @Test func `an answer that comes late was decided when it was asked for`() throws {
        let (world, cluster) = try makeWorld()
        world.node.faults = faults { $0.delay = 1 }
        #expect(try world.ask(EpochQuestion()).number == 0)
        #expect(try account(world, cluster)?.amount == 2_000_000_000)
        world.node.faults = faults { $0.delay = 20_000 }
        #expect(throws: LedgerError(.timeout, "")) {
            try world.ledger.ask(EpochQuestion(), timeout: .milliseconds(50))
        }
        // What nobody was told of may have happened all the same.
        let before = world.node.identity.checkpoint
        let question = try transfer(world)
        #expect(throws: LedgerError(.timeout, "")) { try world.ledger.ask(question, timeout: .milliseconds(50)) }
        #expect(world.node.identity.checkpoint == before + 1)
        world.node.faults = nil
        #expect(try world.ask(TransactionQuestion(question.digest))?.failure == nil)
        #expect(try world.ask(question).checkpoint == before + 1)
    }

    /// A transaction that is ready to be sent.
    private func transfer(_ world: DevNodeWorld) throws -> ExecuteQuestion {
        let faults = world.node.faults
        world.node.faults = nil
        defer { world.node.faults = faults }
        var builder = ProgramBuilder()
        let coin = builder.coin(5)
        builder.transfer([coin], to: Address(9))
        let type = StructTag(Address(2), "coin", "Coin", [.sui])
        let coins = try world.ask(OwnedPageQuestion(owner: world.address, type: type)).items.map(\.reference)
        let gas = GasData(payment: coins, owner: world.address, price: LocalLedger.gasPrice, budget: 10_000_000)
        let bytes = TransactionData(program: builder.program, sender: world.address, gas: gas).bcs
        return ExecuteQuestion(
            transaction: bytes, signatures: [try world.key.sign(bytes, intent: .transaction)])
    }

    // MARK: Answers that are wrong

    @Test func `events come in another order, and all of them`() throws {
        let (world, cluster) = try makeWorld()
        _ = try increase(world, cluster)
        let all = try events(world)
        #expect(all.count == 5)
        world.node.faults = faults { $0.isReordered = true }
        for _ in 0..<5 {
            let told = try events(world)
            #expect(told != all && Set(told) == Set(all))
        }
    }

    @Test func `a ledger that is halted stands still, and takes nothing`() throws {
        let clock = TestClock(0)
        let (world, _) = try makeWorld(clock.time)
        clock.set(1_000)
        let question = try transfer(world)
        world.node.faults = faults { $0.isHalted = true }
        clock.set(5_000)
        #expect(try tip(world) == [6, 1_000])
        #expect(throws: LedgerError(.unavailable, "")) { try world.ask(question) }
        #expect(throws: DevRefusal.halted) { try world.node.give(1, to: Address(9)) }
        let gift = try world.http("/v2/gas", #"{"FixedAmountRequest":{"recipient":"0x9"}}"#)
        #expect(gift.status == 503 && gift.body.contains("the ledger stands still, as was asked for"))
        #expect(try tip(world) == [6, 1_000])
        world.node.faults = nil
        #expect(try world.ask(question).failure == nil)
        #expect(try tip(world) == [23, 5_000])
    }

    @Test func `a node that lies doubles stakes, or hides a slashing`() throws {
        let (world, cluster) = try makeWorld()
        let truth = try #require(try account(world, cluster))
        func told() throws -> StakeAccount? {
            let event = try #require(try events(world).last)
            let contents = try ContractEvent(module: event.type.module, name: event.type.name, contents: event.contents)
            guard case .stakeChanged(let change)? = contents else { return nil }
            return change.account
        }
        world.node.faults = faults { $0.lie = .doubledStake }
        var doubled = truth
        doubled.amount = 4_000_000_000
        #expect(try account(world, cluster) == doubled)
        #expect(try told() == doubled)
        world.node.faults = faults { $0.lie = .hiddenSlashing }
        #expect(try account(world, cluster) == truth)

        var slashed = truth
        slashed.status = 3
        var hidden = truth
        hidden.status = 1
        #expect(DevFaults.Lie.hiddenSlashing.told(slashed) == hidden)
        slashed.amount = .max
        #expect(DevFaults.Lie.doubledStake.told(slashed) == slashed)
    }

    // MARK: On request

    @Test func `faults are set and cleared from outside`() throws {
        let (world, _) = try makeWorld()
        func set(_ fault: String) throws -> Int { try world.http("/control", #"{"fault":\#(fault)}"#).status }
        let all =
            #"{"seed":5,"lag":{"milliseconds":7},"drop":1,"error":100,"reorder":true,"halt":true,"lie":"hidden-slashing","#
            + #""restart":60000,"delay":20000}"#
        #expect(try set(all) == 200)
        let right = faults {
            ($0.seed, $0.lag, $0.drop, $0.error) = (5, .milliseconds(7), 1, 100)
            ($0.isReordered, $0.isHalted, $0.lie) = (true, true, .hiddenSlashing)
            ($0.restart, $0.delay) = (60_000, 20_000)
        }
        #expect(world.node.faults == right)
        // Said without a fault, they stay.
        #expect(try world.http("/control", #"{"milliseconds":1}"#).status == 200)
        #expect(world.node.faults == right)
        #expect(try set(#"{"lag":{"checkpoints":7},"lie":"doubled-stake"}"#) == 200)
        #expect(world.node.faults == faults { ($0.lag, $0.lie) = (.checkpoints(7), .doubledStake) })
        #expect(try set(#"{"lag":{"frozen":true}}"#) == 200)
        #expect(world.node.faults == faults { $0.lag = .frozen })
        #expect(try set("null") == 200)
        #expect(world.node.faults == nil)
    }

    @Test(arguments: [
        ("7", "fault must be an object"),
        (#"{"drop":101}"#, "fault.drop must be a whole number from 0 to 100"),
        (#"{"error":101}"#, "fault.error must be a whole number from 0 to 100"),
        (#"{"delay":20001}"#, "fault.delay must be a whole number from 0 to 20000"),
        (#"{"restart":60001}"#, "fault.restart must be a whole number from 0 to 60000"),
        (#"{"halt":1}"#, "fault.halt must be true or false"),
        (#"{"lie":"none"}"#, "fault.lie must be doubled-stake or hidden-slashing"),
        (#"{"lag":{}}"#, "fault.lag.checkpoints, milliseconds or frozen is missing"),
        (#"{"lag":{"frozen":true,"milliseconds":1}}"#, "there is nothing called fault.lag.frozen here"),
        (#"{"explode":true}"#, "there is nothing called fault.explode here"),
    ]) func `a fault that there is not is refused, and nothing is done`(_ fault: String, _ reason: String) throws {
        let (world, _) = try makeWorld()
        let answer = try world.http("/control", #"{"epochs":1,"fault":\#(fault)}"#)
        #expect(answer.status == 400 && answer.body == #"{"error":"\#(reason)"}"# + "\n")
        #expect(world.node.faults == nil && world.node.identity.epoch == 0)
    }
}
