// SPDX-License-Identifier: Apache-2.0
import DevLedger
import HTTPClient
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// What as many nodes as must say alike of an account, before a home is deleted.
@Suite(.timeLimit(.minutes(10))) struct PoolConfirmationTests {
    private func ask(
        _ owner: Address, _ world: StakedWorld, _ nodes: [NodeClient], agreement: Int
    ) throws -> Result<HomeWord, LedgerError> {
        let pool = NodePool(nodes, chain: nil)
        let questions = ClusterQuestions(world.cluster, types: world.node.identity.package)
        let word = ChainWord(pool, agreement: agreement, maximumAge: .seconds(10))
        let confirmation = PoolConfirmation(word: word, questions: questions)
        let heard = Monitor<Result<HomeWord, LedgerError>?>(nil)
        confirmation.ask(owner) { result in
            heard.withLock { $0 = result }
            heard.notifyAll()
        }
        return try #require(heard.wait(until: Monotonic.now.advanced(by: .seconds(300))) { $0 })
    }

    private func another(_ world: StakedWorld) throws -> NodeClient {
        NodeClient(NodeEndpoint(.graphQL, world.server.url), client: try Client())
    }

    @Test func `an account is told as the nodes have it`() throws {
        let world = try StakedWorld(workers: 1)
        let owner = world.owners[0]
        let account = try ask(owner, world, [world.ledger], agreement: 1).get().account
        #expect(account?.nodeAmount == 2 * StakedWorld.sui && account?.status == 1)
        _ = try world.slash(0)
        let slashed = try ask(owner, world, [world.ledger, try another(world)], agreement: 2).get().account
        #expect(slashed?.status == 3 && (slashed?.sequence ?? 0) > (account?.sequence ?? 0))
    }

    @Test func `nobody's account is nothing, and no failure`() throws {
        let world = try StakedWorld(workers: 0)
        #expect(try ask(Address(0x77), world, [world.ledger], agreement: 1).get().account == nil)
    }

    @Test func `one node is not enough where two must say it`() throws {
        let world = try StakedWorld(workers: 1)
        let nobody = NodeClient(NodeEndpoint(.graphQL, "http://127.0.0.1:1/graphql"), client: try Client())
        let answer = try ask(world.owners[0], world, [world.ledger, nobody], agreement: 2)
        #expect(throws: LedgerError.self) { try answer.get() }
        #expect(try ask(world.owners[0], world, [world.ledger, nobody], agreement: 1).get().account != nil)
    }

    @Test func `nodes that contradict each other confirm nothing`() throws {
        // Two ledgers that were the same, until one of them slashed.
        let (world, other) = (try StakedWorld(workers: 1), try StakedWorld(workers: 1))
        try #require(world.owners == other.owners && world.cluster == other.cluster)
        _ = try world.slash(0)
        let answer = try ask(world.owners[0], world, [world.ledger, other.ledger], agreement: 2)
        #expect(throws: LedgerError.self) { try answer.get() }
    }

    @Test func `what a node says that is behind is not believed`() throws {
        let world = try StakedWorld(workers: 1)
        var faults = DevFaults()
        faults.lag = .milliseconds(60_000)
        world.node.faults = faults
        let answer = try ask(world.owners[0], world, [world.ledger], agreement: 1)
        #expect(throws: LedgerError.self) { try answer.get() }
        world.node.faults = DevFaults()
        #expect(try ask(world.owners[0], world, [world.ledger], agreement: 1).get().account != nil)
    }
}
