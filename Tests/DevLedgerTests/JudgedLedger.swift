// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import TestSupport
import Testing
import Wire

@testable import SuiLedger

/// A local ledger on which a few accounts do all sorts of things; whatever is asked and answered goes before the oracle.
final class JudgedLedger {
    private(set) var replies = 0

    private let node = DevNode(seed: 11, milliseconds: 1_795_212_180_500)
    private let oracle: SchemaOracle
    private let coin = StructTag(Address(2), "coin", "Coin", [.sui])
    private var package: Address { node.identity.package }

    init() throws { oracle = try SchemaOracle() }

    // MARK: Asking

    /// The reply in JSON, after the oracle has seen it.
    @discardableResult
    private func reply<Q: Question>(_ question: Q) throws -> [UInt8] {
        let body = question.graphQL.json
        let reply = node.answer(body.span)
        let problems = try oracle.problems(
            String(decoding: body, as: UTF8.self), reply: String(decoding: reply, as: UTF8.self))
        #expect(problems.isEmpty, "\(question): \(problems)")
        replies += 1
        return reply
    }

    private func ask<Q: Question>(_ question: Q) throws -> Q.Answer {
        var parser = try JSONParser(maximumBytes: 16 * 1024 * 1024)
        let reply = try reply(question)
        do {
            return try parser.withDocument(reply.span) { document throws(AskFailure) in
                do throws(LedgerError) {
                    return try question.answer(graphQL: try document.required("data"))
                } catch { throw .ledger(error) }
            }
        } catch AskFailure.ledger(let error) { throw error }
    }

    private func all<Q: Question, Item>(_ question: (PageToken?) throws -> Q) throws -> [Item]
    where Q.Answer == Page<Item> {
        var items: [Item] = []
        var after: PageToken?
        repeat {
            let page = try ask(try question(after))
            items += page.items
            after = page.next
        } while after != nil
        return items
    }

    // MARK: Doing

    private func key(_ number: UInt8) throws -> PrivateKey {
        let curve = Curve.allCases[Int(number) % Curve.allCases.count]
        return try PrivateKey(curve, copying: Array(repeating: number, count: 32).span)
    }

    private func account(_ number: UInt8) throws -> Address {
        let key = try key(number)
        return Address(key.publicKey)
    }

    @discardableResult
    private func send(_ number: UInt8, _ write: (inout ProgramBuilder) throws -> Void) throws -> Effects {
        var builder = ProgramBuilder()
        try write(&builder)
        let account = try account(number)
        let coins = try all { OwnedPageQuestion(owner: account, type: coin, after: $0) }
        let gas = GasData(payment: coins.map(\.reference), owner: account, price: 1000, budget: 10_000_000)
        let transaction = TransactionData(program: builder.program, sender: account, gas: gas).bcs
        let simulated = try ask(SimulateQuestion(transaction: transaction))
        let key = try key(number)
        let signature = try key.sign(transaction, intent: .transaction)
        let effects = try ask(ExecuteQuestion(transaction: transaction, signatures: [signature]))
        #expect(simulated.failure == effects.failure)
        #expect(try ask(TransactionQuestion(try #require(effects.transaction))) == effects)
        return effects
    }

    private func shared(_ id: Address, _ builder: inout ProgramBuilder, writes: Bool = true) throws -> Argument {
        guard case .shared(let version)? = try ask(ObjectQuestion(id))?.owner else {
            Issue.record("\(id) is not shared")
            return .gas
        }
        return builder.shared(id, initialVersion: version, writes: writes)
    }

    // MARK: What happens

    /// Sixty accounts stake and one of them gets seals; things fail; all of it is read back.
    func live() throws {
        try askForNothing()
        for number in 1...60 as ClosedRange<UInt8> { #expect(node.faucet(20_000_000_000, to: try account(number))) }
        for _ in 0..<60 { #expect(node.faucet(1_000_000, to: try account(1))) }
        let created = try send(1) { builder in builder.call(package, "cluster", "create_cluster", []) }
        // Sixty-one coins became one, which is more than a page of changes; the events fit.
        #expect(!created.isWhole && created.events.count < 50)
        let last = try #require(created.events.last)
        guard
            case .clusterCreated(let cluster)? = try ContractEvent(
                module: last.type.module, name: last.type.name, contents: last.contents)
        else {
            Issue.record("there is no cluster")
            return
        }
        for number in 1...60 as ClosedRange<UInt8> {
            let staked = try send(number) { builder in try stake(5_000_000_000, cluster, &builder) }
            #expect(staked.failure == nil && staked.isWhole)
        }
        node.nextEpoch()
        node.advance(milliseconds: 999)
        try seal(cluster)
        try fail(cluster)
        try many(cluster)
        try readBack(cluster)
    }

    /// An empty ledger answers too.
    private func askForNothing() throws {
        for question in SchemaTests.questions { try reply(question) }
    }

    private func stake(_ amount: UInt64, _ cluster: ClusterCreated, _ builder: inout ProgramBuilder) throws {
        let pool = try shared(cluster.cluster, &builder)
        let payment = builder.coin(amount)
        let clock = builder.clock()
        builder.call(package, "staking", "stake", [pool, payment, clock])
    }

    private func seal(_ cluster: ClusterCreated) throws {
        for number in 1...3 as ClosedRange<UInt8> {
            let minted = try send(2) { builder in
                let registry = try shared(cluster.sealRegistry, &builder)
                let pool = try shared(cluster.cluster, &builder, writes: false)
                let key = builder.pure([UInt8](repeating: number, count: 32))
                let bind = builder.bytes(Array(repeating: number, count: 32))
                let texts = builder.texts([])
                let epochs = builder.number(5)
                let clock = builder.clock()
                builder.call(package, "seal", "mint_seal", [registry, pool, key, bind, texts, texts, epochs, clock])
            }
            #expect(minted.failure == nil, "\(minted)")
        }
        let handle = StructTag(package, "seal", "SealToken")
        let owner = try account(2)
        let handles = try all { OwnedPageQuestion(owner: owner, type: handle, after: $0) }
        #expect(handles.count == 3)
        let revoked = try send(2) { builder in
            let registry = try shared(cluster.sealRegistry, &builder)
            let handle = builder.owned(handles[0].reference)
            builder.call(package, "seal", "revoke_seal", [registry, handle])
        }
        #expect(revoked.changes.contains { $0.kind == .deleted })
    }

    /// An abort of the contracts, a call of nothing, a transaction that is none, one that nobody signed.
    private func fail(_ cluster: ClusterCreated) throws {
        let refused = try send(3) { builder in try stake(5, cluster, &builder) }
        #expect(refused.failure?.abort?.module == "staking")
        let nothing = try send(3) { builder in builder.call(package, "staking", "no_such_function", []) }
        #expect(nothing.failure != nil && nothing.failure?.abort == nil)
        #expect(throws: LedgerError.self) { try ask(SimulateQuestion(transaction: [0])) }
        #expect(throws: LedgerError.self) { try ask(ExecuteQuestion(transaction: [0], signatures: [])) }
    }

    /// One transaction that makes more objects and more events than a page has room for.
    private func many(_ cluster: ClusterCreated) throws {
        let effects = try send(4) { builder in
            let pool = try shared(cluster.cluster, &builder)
            let clock = builder.clock()
            let isForNode = builder.bool(false)
            for _ in 0..<55 {
                let payment = builder.coin(1_000_000)
                builder.call(package, "staking", "increase_stake", [pool, payment, isForNode, clock])
            }
            for _ in 0..<55 {
                let payment = builder.coin(1_000)
                builder.transfer([payment], to: SchemaTests.address)
            }
        }
        #expect(effects.failure == nil && effects.events.count == 50 && effects.changes.count == 50)
        #expect(!effects.isWhole)
    }

    private func readBack(_ cluster: ClusterCreated) throws {
        for question in SchemaTests.questions { try reply(question) }
        let ids = [
            cluster.cluster, cluster.sealRegistry, cluster.workerRegistry, cluster.scheduler, cluster.enclaveRegistry,
            cluster.governance, cluster.auditAnchor, Address(6),
        ]
        for id in ids { #expect(try ask(ObjectQuestion(id)) != nil) }
        #expect(try ask(ObjectsQuestion(ids + [Address(99)])).map { $0 != nil } == ids.map { _ in true } + [false])
        let stakes = try all { TablePageQuestion(table: cluster.stakes, after: $0) }
        #expect(stakes.count == 60)
        for entry in stakes {
            let question = TableEntryQuestion(table: cluster.stakes, key: entry.key, keyType: .address)
            #expect(try ask(question) == entry)
        }
        #expect(try all { TablePageQuestion(table: cluster.seals, after: $0) }.count == 3)
        for number in [1, 2, 4, 60] as [UInt8] { #expect(try ask(BalanceQuestion(of: try account(number))) > 0) }
        let owner = try account(1)
        let caps = try all { OwnedPageQuestion(owner: owner, type: StructTag(package, "caps", "AdminCap"), after: $0) }
        #expect(caps.count == 1)
        var events: [EmittedEvent] = []
        var after: PageToken?
        var pages = 0
        repeat {
            let page = try ask(EventPageQuestion(of: package, from: 0, after: after))
            events += page.events
            after = page.next
            pages += 1
        } while after != nil
        #expect(pages >= 3 && events.count >= 120)
    }
}

private enum AskFailure: JSONFailure {
    case json(JSONError)
    case ledger(LedgerError)

    init(_ error: JSONError) { self = .json(error) }
}
