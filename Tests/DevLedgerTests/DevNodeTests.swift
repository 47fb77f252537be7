// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import Glibc
import Kernel
import SuiLedger
import Testing

/// Our client against our local ledger, over HTTP: stakes and reads back what it staked.
@Suite(.timeLimit(.minutes(10))) struct DevNodeTests {
    private func makeWorld() throws -> DevNodeWorld {
        try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_795_212_180_500))
    }

    @Test func `what is staked over the network's language is found in tables and events`() throws {
        let world = try makeWorld()
        #expect(world.node.faucet(20_000_000_000, to: world.address))
        #expect(try world.ask(BalanceQuestion(of: world.address)) == 20_000_000_000)
        let package = world.node.identity.package
        var builder = ProgramBuilder()
        builder.call(package, "cluster", "create_cluster", [])
        let created = try world.send(builder.program)
        #expect(created.failure == nil)
        let last = try #require(created.events.last)
        guard
            case .clusterCreated(let cluster)? = try ContractEvent(
                module: "cluster", name: "ClusterCreated", contents: last.contents)
        else {
            Issue.record("no cluster")
            return
        }
        let pool = try #require(try world.ask(ObjectQuestion(cluster.cluster)))
        guard case .shared(let version)? = pool.owner else {
            Issue.record("the pool is not shared")
            return
        }
        var stake = ProgramBuilder()
        let object = stake.shared(cluster.cluster, initialVersion: version, writes: true)
        let coin = stake.coin(5_000_000_000)
        let clock = stake.clock()
        stake.call(package, "staking", "stake", [object, coin, clock])
        let staked = try world.send(stake.program)
        #expect(staked.failure == nil && staked.events.count == 1)

        let table = TableEntryQuestion(table: cluster.stakes, key: world.address.raw.bytes, keyType: .address)
        let entry = try #require(try world.ask(table))
        let account = try StakeAccount(bcs: entry.value)
        #expect(account.amount == 5_000_000_000 && account.sinceMilliseconds == 1_795_212_180_500)
        let page = try world.ask(TablePageQuestion(table: cluster.stakes))
        #expect(page.items == [entry] && page.next == nil)
        let stranger = TableEntryQuestion(table: cluster.stakes, key: Address(9).raw.bytes, keyType: .address)
        #expect(try world.ask(stranger) == nil)

        let all = try world.ask(EventPageQuestion(of: package, from: 0))
        #expect(all.events.map(\.type.name) == ["ParamsChanged", "CapChanged", "ClusterCreated", "StakeChanged"])
        let ofModule = try world.ask(EventPageQuestion(of: package, type: "staking", from: 0))
        #expect(ofModule.events.map(\.type.name) == ["ParamsChanged", "CapChanged", "StakeChanged"])
        let ofType = try world.ask(EventPageQuestion(of: package, type: "staking::StakeChanged", from: 0))
        #expect(ofType.events.map(\.type.name) == ["StakeChanged"])
        let later = try world.ask(EventPageQuestion(of: package, from: 2))
        #expect(later.events.map(\.identity) == [staked.events[0].identity])
        let again = try world.ask(TransactionQuestion(try #require(staked.transaction)))
        #expect(again == staked)
        let answer = try world.ledger.ask(EpochQuestion(), timeout: .seconds(10))
        #expect(answer.freshness?.checkpoint == 2 && answer.freshness?.timestamp == 1_795_212_180_500)

        // The mirror that follows such events knows what the table says.
        var mirror = ClusterMirror(cluster: cluster.cluster)
        for event in all.events {
            let contents = try ContractEvent(module: event.type.module, name: event.type.name, contents: event.contents)
            if let contents { _ = mirror.apply(contents) }
        }
        #expect(mirror.account(world.address) == account && !mirror.hasHole && mirror.params != nil)
    }

    @Test func `a follower keeps up with it`() throws {
        let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_795_212_180_500))
        #expect(world.node.faucet(20_000_000_000, to: world.address))
        let package = world.node.identity.package
        let cluster = try world.makeCluster()
        var settings = FollowSettings(package: package, cluster: cluster)
        settings.pollInterval = .milliseconds(10)
        let told = Monitor<[String]>([])
        let follower = try LedgerFollower(NodePool([world.ledger], chain: nil), settings) { news in
            guard case .events(let events) = news else { return }
            told.withLock { $0 += events.map(\.event.type.name) }
            told.notifyAll()
        }
        while !follower.health.isComplete { Pause.take(.milliseconds(1)) }
        #expect(try world.stake(1_000_000_000, in: cluster).failure == nil)
        let deadline = Monotonic.now.advanced(by: .seconds(30))
        _ = told.wait(until: deadline) { $0.contains("StakeChanged") ? true : nil }
        #expect(follower.tables.account(world.address)?.amount == 1_000_000_000)
        #expect(follower.health.source == .polling && follower.health.timestamp == 1_795_212_180_500)
        follower.stop()
    }

    // The machine is there before the follower is; it leaves later.
    @Test func `a follower knows which machines were given a name, and what becomes of them`() throws {
        let world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_795_212_180_500))
        #expect(world.node.faucet(20_000_000_000, to: world.address))
        let package = world.node.identity.package
        let cluster = try world.makeCluster()
        var versions: [Address: UInt64] = [:]
        for id in ClusterCalls.sharedObjects(of: cluster) {
            guard case .shared(let version)? = try world.ask(ObjectQuestion(id))?.owner else { continue }
            versions[id] = version
        }
        let calls = ClusterCalls(package: package, ids: cluster, versions: versions)
        func capability(_ name: String) throws -> ObjectReference {
            let type = StructTag(package, "caps", name)
            return try #require(
                try world.ask(OwnedPageQuestion(owner: world.address, type: type)).items.first?.reference)
        }
        let key = [UInt8](repeating: 7, count: 32)
        // Capabilities of operators are kind 3.
        for program in [
            calls.registerWorker(node: "mine", joinKey: key, stake: 2_000_000_000),
            calls.offerCapability(kind: 3, to: world.address, cap: try capability("AdminCap")),
            calls.acceptCapability(kind: 3),
        ] { #expect(try world.send(program).failure == nil) }
        let activated = try world.send(
            calls.activateWorker(world.address, nodeName: "n-1", cap: try capability("OperatorCap")))
        #expect(activated.failure == nil)

        let registry = ClusterQuestions(cluster, types: package).workerRegistry
        let state = try #require(try world.ask(registry))
        #expect(Array(state.value.prefix(32)) == cluster.cluster.raw.bytes)

        var settings = FollowSettings(package: package, cluster: cluster)
        settings.pollInterval = .milliseconds(10)
        let follower = try LedgerFollower(NodePool([world.ledger], chain: nil), settings) { _ in }
        while !follower.health.isComplete { Pause.take(.milliseconds(1)) }
        let found = try #require(follower.tables.worker(named: "n-1"))
        #expect(found.owner == world.address && found.worker.status == 2 && found.worker.nodeID == "mine")
        #expect(follower.mark.hasWorkers && follower.mark.workerMinimum == 1_000_000_000)
        #expect(follower.tables.worker(named: "mine") == nil)

        let retired = try world.send(calls.retireWorker())
        #expect(retired.failure == nil)
        let deadline = Monotonic.now.advanced(by: .seconds(30))
        while follower.tables.worker(named: "n-1")?.worker.status == 2, Monotonic.now < deadline {
            Pause.take(.milliseconds(1))
        }
        #expect(follower.tables.worker(named: "n-1")?.worker.status == 5)
        follower.stop()
    }

    @Test func `a refusal of the contracts names module and number`() throws {
        let world = try makeWorld()
        #expect(world.node.faucet(20_000_000_000, to: world.address))
        var builder = ProgramBuilder()
        builder.call(world.node.identity.package, "cluster", "no_such_function", [])
        #expect(try world.send(builder.program).failure?.message == "there is no such function here")
        #expect(try world.ask(TransactionQuestion(Digest(Bytes32()))) == nil)
        #expect(try world.ask(ObjectQuestion(Address(99))) == nil)
        #expect(try world.ask(ObjectQuestion(Address(6)))?.owner == .shared(initialVersion: 1))
    }

    @Test func `a transaction that nobody signed is refused`() throws {
        let world = try makeWorld()
        #expect(throws: LedgerError(.refused, "")) {
            try world.ask(ExecuteQuestion(transaction: [1, 2], signatures: []))
        }
        #expect(throws: LedgerError(.refused, "")) { try world.ask(SimulateQuestion(transaction: [])) }
    }

    @Test func `a page is no longer than allowed, whatever is asked for`() throws {
        let node = DevNode(seed: 7)
        for first in ["18446744073709551615", "9223372036854775808", "0", "51"] {
            let body = Array(#"{"query":"{ events(first: \"\#(first)\") { nodes { __typename } } }"}"#.utf8)
            let answer = String(decoding: node.answer(body.span), as: UTF8.self)
            #expect(answer == #"{"data":{"events":{"nodes":[]}}}"#)
        }
    }

    @Test func `an answer is no longer than allowed, however often something is asked for`() {
        let node = DevNode(seed: 7)
        func answer(_ times: Int) -> String {
            let keys = String(repeating: #"{address:\"0x6\"}"#, count: times)
            let body = #"{"query":"{ multiGetObjects(keys: [\#(keys)]) { address digest contents { bcs } } }"}"#
            return String(decoding: node.answer(Array(body.utf8).span), as: UTF8.self)
        }
        #expect(answer(1_000).hasPrefix(#"{"data":{"multiGetObjects":[{"address":"0x0000"#))
        let refused = #"{"data":null,"errors":[{"message":"the answer would be too long""#
        #expect(answer(40_000).hasPrefix(refused))
    }

    @Test func `time goes on, to a bound`() throws {
        let world = try makeWorld()
        world.node.nextEpoch()
        world.node.advance(milliseconds: 1500)
        let epoch = try world.ask(EpochQuestion())
        #expect(epoch.number == 1 && epoch.startMilliseconds == 1_795_212_180_500)
        world.node.advance(milliseconds: .max)
        world.node.nextEpoch()
        // 2200-01-01, as date -u -d 2200-01-01 +%s says.
        #expect(try world.ask(EpochQuestion()).startMilliseconds == 7_258_118_400_000)
    }
}
