// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import SuiLedger
import Testing

@Suite struct LocalLedgerTests {
    /// Somebody with a key, on a ledger with a cluster.
    private final class World {
        let ledger = LocalLedger(seed: 1)
        var cluster: ClusterCreated?

        init() throws {
            #expect(ledger.faucet(100_000_000_000, to: address(1)))
            var builder = ProgramBuilder()
            builder.call(ledger.package, "cluster", "create_cluster", [])
            let effects = try run(builder.program, 1)
            let created = try #require(effects.events.last)
            let event = try ContractEvent(
                module: created.type.module, name: created.type.name, contents: created.contents)
            if case .clusterCreated(let event)? = event { cluster = event }
        }

        func key(_ number: UInt8) throws -> PrivateKey {
            try PrivateKey(.ed25519, copying: Array(repeating: number, count: 32).span)
        }

        func address(_ number: UInt8) -> Address {
            guard let key = try? key(number) else { return Address(0) }
            return Address(key.publicKey)
        }

        func transaction(_ program: Program, _ by: UInt8) -> TransactionData {
            let owner = address(by)
            let gas = GasData(
                payment: ledger.coins(of: owner).map(\.reference), owner: owner, price: LocalLedger.gasPrice,
                budget: 10_000_000)
            return TransactionData(program: program, sender: owner, gas: gas)
        }

        func run(_ program: Program, _ by: UInt8) throws -> Effects { try send(transaction(program, by), by) }

        func send(_ transaction: TransactionData, _ by: UInt8) throws -> Effects {
            let bytes = transaction.bcs
            let key = try key(by)
            let signature = try key.sign(bytes, intent: .transaction)
            return try ledger.execute(bytes, [signature])
        }

        func pool(_ builder: inout ProgramBuilder) -> Argument {
            let id = cluster?.cluster ?? Address(0)
            return builder.shared(id, initialVersion: ledger.initialVersion(of: id) ?? 0, writes: true)
        }

        func stake(_ amount: UInt64) -> Program {
            var builder = ProgramBuilder()
            let pool = pool(&builder)
            let coin = builder.coin(amount)
            let clock = builder.clock()
            builder.call(ledger.package, "staking", "stake", [pool, coin, clock])
            return builder.program
        }
    }

    @Test func `a cluster is made, and what is staked is gone from the coin`() throws {
        let world = try World()
        let created = try #require(world.cluster)
        #expect(world.ledger.initialVersion(of: created.cluster) == 2)
        #expect(world.ledger.initialVersion(of: created.scheduler) == 2)
        let before = world.ledger.balance(of: world.address(1))
        let effects = try world.run(world.stake(2_000_000_000), 1)
        #expect(effects.failure == nil && effects.checkpoint == 2)
        #expect(effects.events.map(\.type.name) == ["StakeChanged"])
        #expect(effects.events[0].type.package == world.ledger.package)
        #expect(effects.gas.net == 1_000_000)
        #expect(world.ledger.balance(of: world.address(1)) == before - 2_000_000_000 - 1_000_000)
    }

    @Test func `a refusal of the contracts costs its bill, and nothing else has happened`() throws {
        let world = try World()
        let before = world.ledger.balance(of: world.address(1))
        let effects = try world.run(world.stake(5), 1)
        let abort = try #require(effects.failure?.abort)
        #expect(abort.module == "staking" && abort.code == 3 && AbortCodes.name(3, in: "staking") == "EBelowMinimum")
        #expect(effects.events.isEmpty && effects.changes.isEmpty)
        #expect(world.ledger.balance(of: world.address(1)) == before - 1_000_000)
        #expect(try world.run(world.stake(2_000_000_000), 1).failure == nil)
    }

    @Test func `the same bytes are the same transaction`() throws {
        let world = try World()
        let transaction = world.transaction(world.stake(2_000_000_000), 1)
        let first = try world.send(transaction, 1)
        let balance = world.ledger.balance(of: world.address(1))
        #expect(try world.send(transaction, 1) == first)
        #expect(world.ledger.balance(of: world.address(1)) == balance)
        #expect(world.ledger.transactions.count == 2)
    }

    @Test func `what is not signed as it must be never begins`() throws {
        let world = try World()
        let transaction = world.transaction(world.stake(2_000_000_000), 1)
        let bytes = transaction.bcs
        let right = try world.key(1)
        let wrong = try world.key(2)
        let good = try right.sign(bytes, intent: .transaction)
        let other = try wrong.sign(bytes, intent: .transaction)
        let purpose = try right.sign(bytes, intent: .personalMessage)
        for signatures in [[], [other], [purpose], [good, other], [good, good]] {
            #expect(throws: Rejection.signature) { try world.ledger.execute(bytes, signatures) }
        }
        #expect(throws: Rejection.malformed) { try world.ledger.execute(Array(bytes.dropLast()), [good]) }
        #expect(world.ledger.transactions.count == 1)
    }

    @Test func `an old version of a coin is refused, somebody else's too`() throws {
        let world = try World()
        let old = world.transaction(world.stake(2_000_000_000), 1)
        _ = try world.run(world.stake(1_000_000_000), 1)
        let coin = old.gas.payment[0].id
        #expect(throws: Rejection.object(coin)) { try world.send(old, 1) }
        #expect(world.ledger.faucet(5_000_000_000, to: world.address(2)))
        var stolen = world.transaction(world.stake(1_000_000_000), 1)
        stolen.gas.payment = world.ledger.coins(of: world.address(2)).map(\.reference)
        let taken = stolen.gas.payment[0].id
        #expect(throws: Rejection.object(taken)) { try world.send(stolen, 1) }
    }

    @Test func `a bill that cannot be paid is refused before anything is done`() throws {
        let world = try World()
        var changes: [TransactionData] = []
        for change in 0..<6 {
            var transaction = world.transaction(world.stake(2_000_000_000), 1)
            switch change {
            case 0: transaction.gas.price = LocalLedger.gasPrice - 1
            case 1: transaction.gas.budget = 999_999
            case 2: transaction.gas.budget = 50_000_000_001
            case 3: transaction.gas.payment = []
            case 4: transaction.gas.payment += transaction.gas.payment
            default: transaction.gas.price = .max
            }
            changes.append(transaction)
        }
        for transaction in changes { #expect(throws: Rejection.gas) { try world.send(transaction, 1) } }
        var late = world.transaction(world.stake(2_000_000_000), 1)
        late.expiration = .epoch(0)
        world.ledger.nextEpoch()
        #expect(throws: Rejection.expired) { try world.send(late, 1) }
    }

    @Test func `what the bill may take cannot be spent, and what it did not take is there again`() throws {
        let world = try World()
        let balance = world.ledger.balance(of: world.address(1))
        func give(_ amount: UInt64) throws -> Effects {
            var builder = ProgramBuilder()
            let coin = builder.coin(amount)
            builder.transfer([coin], to: world.address(2))
            return try world.run(builder.program, 1)
        }
        // The budget is 10,000,000, the bill 1,000,000.
        #expect(try give(balance - 9_999_999).failure?.message == "a coin is too small to be split")
        #expect(world.ledger.balance(of: world.address(1)) == balance - 1_000_000)
        #expect(try give(balance - 1_000_000 - 10_000_000).failure == nil)
        #expect(world.ledger.balance(of: world.address(1)) == 9_000_000)
    }

    @Test func `coins are split, merged, given away, and none is lost`() throws {
        let world = try World()
        var builder = ProgramBuilder()
        let first = builder.coin(7)
        let second = builder.coin(5)
        builder.transfer([first, second], to: world.address(2))
        #expect(try world.run(builder.program, 1).failure == nil)
        #expect(world.ledger.coins(of: world.address(2)).map(\.balance).sorted() == [5, 7])
        let total = world.ledger.balance(of: world.address(1)) + world.ledger.balance(of: world.address(2))
        #expect(total == 100_000_000_000 - 2_000_000)
        var leftOver = ProgramBuilder()
        _ = leftOver.coin(7)
        #expect(try world.run(leftOver.program, 1).failure?.message == "a coin is left over")
        var twice = ProgramBuilder()
        let coin = twice.coin(7)
        twice.transfer([coin, coin], to: world.address(2))
        #expect(try world.run(twice.program, 1).failure != nil)
        var tooMuch = ProgramBuilder()
        tooMuch.transfer([tooMuch.coin(.max)], to: world.address(2))
        #expect(try world.run(tooMuch.program, 1).failure != nil)
        #expect(world.ledger.coins(of: world.address(2)).count == 2)
    }

    @Test func `a simulation does nothing`() throws {
        let world = try World()
        let transaction = world.transaction(world.stake(2_000_000_000), 1)
        let before = world.ledger.balance(of: world.address(1))
        let simulated = try world.ledger.simulate(transaction.bcs)
        #expect(simulated.failure == nil && simulated.events.count == 1)
        #expect(try world.ledger.simulate(world.transaction(world.stake(5), 1).bcs).failure?.abort?.code == 3)
        #expect(world.ledger.balance(of: world.address(1)) == before && world.ledger.transactions.count == 1)
        let real = try world.send(transaction, 1)
        #expect(real.events.map(\.contents) == simulated.events.map(\.contents))
    }

    @Test func `a seal's handle has an owner, a version, and an end`() throws {
        let world = try World()
        _ = try world.run(world.stake(2_000_000_000), 1)
        let cluster = try #require(world.cluster)
        let version = try #require(world.ledger.initialVersion(of: cluster.sealRegistry))
        var builder = ProgramBuilder()
        let registry = builder.shared(cluster.sealRegistry, initialVersion: version, writes: true)
        let pool = world.pool(&builder)
        let key = builder.pure(Array(repeating: 7, count: 32))
        let bind = builder.bytes(Array(repeating: 8, count: 32))
        let nothing = builder.texts([])
        let epochs = builder.number(0)
        let clock = builder.clock()
        builder.call(
            world.ledger.package, "seal", "mint_seal", [registry, pool, key, bind, nothing, nothing, epochs, clock])
        let minted = try world.run(builder.program, 1)
        #expect(minted.failure == nil)
        let event = try ContractEvent(module: "seal", name: "SealChanged", contents: minted.events[0].contents)
        guard case .sealChanged(let change)? = event else {
            Issue.record("no seal")
            return
        }
        let handle = try #require(world.ledger.reference(of: change.seal.sealID))
        var revoke = ProgramBuilder()
        let again = revoke.shared(cluster.sealRegistry, initialVersion: version, writes: true)
        let token = revoke.owned(handle)
        revoke.call(world.ledger.package, "seal", "revoke_seal", [again, token])
        let program = revoke.program
        #expect(world.ledger.faucet(5_000_000_000, to: world.address(2)))
        #expect(throws: Rejection.object(handle.id)) { try world.run(program, 2) }
        #expect(try world.run(program, 1).failure == nil)
        #expect(world.ledger.reference(of: handle.id) == nil)
    }

    @Test func `the same seed and the same transactions are the same ledger`() throws {
        let worlds = try [World(), World()]
        let effects = try worlds.map { try $0.run($0.stake(2_000_000_000), 1) }
        #expect(effects[0] == effects[1])
        #expect(LocalLedger(seed: 1).chainID != LocalLedger(seed: 2).chainID)
    }

    @Test func `there is no more SUI than there can be`() {
        let ledger = LocalLedger(seed: 1)
        #expect(!ledger.faucet(0, to: Address(1)) && !ledger.faucet(.max, to: Address(1)))
        #expect(ledger.faucet(10_000_000_000_000_000_000, to: Address(1)))
        #expect(!ledger.faucet(1, to: Address(1)))
    }
}
