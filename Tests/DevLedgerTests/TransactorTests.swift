// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import Kernel
import SuiLedger
import TestSupport
import Testing

/// Programs carried out by a local ledger, through everything that can go wrong on the way.
@Suite(.timeLimit(.minutes(10))) struct TransactorTests {
    private static let sui: UInt64 = 1_000_000_000

    private static func give(_ amount: UInt64, to recipient: Address) -> Program {
        var builder = ProgramBuilder()
        let coin = builder.coin(amount)
        builder.transfer([coin], to: recipient)
        return builder.program
    }

    private static func transactor(_ world: DevNodeWorld, _ pause: @escaping @Sendable (Duration) -> Void) -> Transactor
    {
        let chain = NodePool.Chain(digest: world.node.identity.chain.description)
        return Transactor(NodePool([world.ledger], chain: chain), pause: pause)
    }

    @Test func `what nobody answered to is asked for by its digest`() throws {
        let world = try DevNodeWorld(DevNode(seed: 7))
        #expect(world.node.faucet(10 * Self.sui, to: world.address))
        let node = world.node
        let transactor = Self.transactor(world) { _ in node.faults = nil }
        let plan = try transactor.plan(Self.give(Self.sui, to: Address(9)), sender: world.address)
        // Every answer is lost, until somebody waits.
        var faults = DevFaults()
        faults.lose = 100
        world.node.faults = faults
        var steps: [Transactor.Step] = []
        let effects = try transactor.send(plan, signedBy: world.key) { steps.append($0) }
        let digest = plan.data.digest
        #expect(steps == [.sending(digest), .waiting(digest)])
        #expect(effects.transaction == digest && effects.checkpoint != nil)
        #expect(try world.ask(BalanceQuestion(of: Address(9))) == Self.sui)
    }

    @Test func `a refusal of what was carried out before is looked into, and nothing is sent anew`() throws {
        let world = try DevNodeWorld(DevNode(seed: 7))
        #expect(world.node.faucet(10 * Self.sui, to: world.address))
        let transactor = Self.transactor(world) { _ in }
        let plan = try transactor.plan(Self.give(Self.sui, to: Address(9)), sender: world.address)
        _ = try transactor.send(plan, signedBy: world.key)
        // A node that has carried it out and forgets that it did: the coin's version is not the one that was signed.
        let stale = try Peer { request in
            guard request.contains("executeTransaction") else {
                return "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"
            }
            let body = #"{"data":null,"errors":[{"message":"old version","extensions":{"code":"BAD_USER_INPUT"}}]}"#
            return "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        let refusing = NodeClient(NodeEndpoint(.graphQL, stale.url), client: world.client)
        var forgetful = Transactor(NodePool([refusing, world.ledger], chain: nil), pause: { _ in })
        forgetful.timeout = .seconds(2)
        let again = try forgetful.send(plan, signedBy: world.key)
        #expect(again.transaction == plan.data.digest && stale.requests.count > 0)
        #expect(try world.ask(BalanceQuestion(of: Address(9))) == Self.sui)
    }

    @Test(arguments: 1...4) func `whatever is lost, nothing is done twice`(_ seed: UInt64) throws {
        let world = try DevNodeWorld(DevNode(seed: seed))
        #expect(world.node.faucet(100 * Self.sui, to: world.address))
        var faults = DevFaults()
        (faults.seed, faults.drop, faults.lose, faults.error) = (seed, 15, 25, 15)
        world.node.faults = faults
        var transactor = Self.transactor(world) { _ in }
        transactor.timeout = .milliseconds(500)
        transactor.finality = .milliseconds(200)
        var done: UInt64 = 0
        var unknown: [Digest] = []
        for _ in 0..<20 {
            do throws(SendError) {
                _ = try transactor.carryOut(Self.give(Self.sui, to: Address(9)), as: world.key)
                done += 1
            } catch {
                switch error {
                case .unknown(let digest): unknown.append(digest)
                // Before anything was sent.
                case .ledger: break
                case .noFunds, .refused, .calledOff, .signing: Issue.record("\(error)")
                }
            }
        }
        world.node.faults = nil
        for digest in unknown where try world.ask(TransactionQuestion(digest)) != nil { done += 1 }
        #expect(done > 0)
        #expect(try world.ask(BalanceQuestion(of: Address(9))) == done * Self.sui)
    }

    @Test func `a program that cannot work is not sent`() throws {
        let world = try DevNodeWorld(DevNode(seed: 7))
        let transactor = Self.transactor(world) { _ in }
        #expect(throws: SendError.noFunds(needed: Self.sui, available: 0)) {
            try transactor.plan(Self.give(Self.sui, to: Address(9)), sender: world.address)
        }
        #expect(world.node.faucet(10 * Self.sui, to: world.address))
        var builder = ProgramBuilder()
        builder.call(world.node.identity.package, "cluster", "no_such_function", [])
        let program = builder.program
        let error = #expect(throws: SendError.self) { try transactor.plan(program, sender: world.address) }
        guard case .refused(let failure)? = error else {
            Issue.record("not refused")
            return
        }
        #expect(failure.message == "there is no such function here")
        #expect(try world.ask(BalanceQuestion(of: world.address)) == 10 * Self.sui)
    }

    @Test func `many small coins pay together`() throws {
        let world = try DevNodeWorld(DevNode(seed: 7))
        for _ in 0..<120 { #expect(world.node.faucet(Self.sui / 100, to: world.address)) }
        let transactor = Self.transactor(world) { _ in }
        let plan = try transactor.plan(Self.give(Self.sui, to: Address(9)), sender: world.address)
        #expect(plan.spends == Self.sui && plan.data.gas.payment.count > 100)
        #expect(try transactor.send(plan, signedBy: world.key).failure == nil)
        #expect(try world.ask(BalanceQuestion(of: Address(9))) == Self.sui)
    }
}
