// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger

/// One transaction while it is carried out: its inputs, what its commands gave, what it changes.
struct TransactionRun {
    /// The version that everything it changes has afterwards.
    let version: UInt64
    /// Coins that became part of the one that pays.
    private(set) var smashed: [Address] = []
    /// Objects as they are afterwards.
    private(set) var changed: [Address: OwnedObject] = [:]
    /// Objects that are no more.
    private(set) var deleted: Set<Address> = []
    /// Objects that everybody may use from here on.
    private(set) var shared: [Address] = []
    /// Tables that are to be looked into, by their ids.
    private(set) var tables: [Address: LocalTable] = [:]
    /// The coin that pays, where nothing else of the transaction stays.
    private(set) var gasCoinAfterFailure: OwnedObject?

    private let transaction: TransactionData
    private let digest: Digest
    private var created: UInt64 = 0
    private var gasCoin: OwnedObject
    private var inputs: [Slot] = []
    private var results: [[Slot]] = []
    private var changes: [Effects.Change] = []

    /// What a command can be given.
    private enum Slot {
        case value(CallValue)
        /// A coin that has no id yet, or whose id is that of an object.
        case coin(UInt64, Address?)
        case object(Address)
        case gone
    }

    /// A fault of the program, as the network's execution would find it.
    private enum Fault: Error {
        case abort(Abort)
        case command(StaticString)
    }

    /// Checks what must hold before anything is done.
    init(_ transaction: TransactionData, _ digest: Digest, _ ledger: LocalLedger) throws(Rejection) {
        self.transaction = transaction
        self.digest = digest
        if case .epoch(let last) = transaction.expiration, ledger.chain.epoch > last { throw .expired }
        if case .during = transaction.expiration { throw .unsupported }
        let gas = transaction.gas
        let least = LocalLedger.units * LocalLedger.gasPrice
        guard gas.price >= LocalLedger.gasPrice, gas.budget >= least, gas.budget <= GasPlan.maximumBudget,
            gas.price <= GasPlan.maximumBudget / LocalLedger.units, LocalLedger.units * gas.price <= gas.budget,
            !gas.payment.isEmpty, gas.payment.count <= GasPlan.maximumCoins
        else { throw .gas }
        var coins: [OwnedObject] = []
        var newest: UInt64 = 0
        for reference in gas.payment {
            let coin = try Self.owned(reference, gas.owner, ledger)
            guard case .coin = coin.kind, !coins.contains(where: { $0.id == coin.id }) else { throw .gas }
            coins.append(coin)
            newest = max(newest, coin.version)
        }
        var first = coins[0]
        let total = coins.reduce(UInt64(0)) { sum, coin in
            if case .coin(let value) = coin.kind { sum + value } else { sum }
        }
        guard total >= gas.budget else { throw .gas }
        smashed = coins.dropFirst().map(\.id)
        for input in transaction.program.inputs {
            guard case .owned(let reference) = input else { continue }
            guard !coins.contains(where: { $0.id == reference.id }) else { throw .object(reference.id) }
            newest = max(newest, try Self.owned(reference, transaction.sender, ledger).version)
        }
        version = newest + 1
        first.version = version
        // As on the network: while the commands run, what the bill may take is not in the coin.
        first.kind = .coin(total - gas.budget)
        gasCoin = first
        try prepareInputs(ledger)
    }

    /// Does it all, or nothing; the chain is left between begin and commit where it succeeds.
    mutating func carryOut(_ ledger: LocalLedger) -> Effects {
        let cost = LocalLedger.units * transaction.gas.price
        gasCoinAfterFailure = gasCoin
        if case .coin(let value) = gasCoin.kind {
            gasCoinAfterFailure?.kind = .coin(value + transaction.gas.budget - cost)
        }
        let sender = transaction.sender
        let digest = digest
        let counter = Counter()
        var call = ChainTransaction(sender: sender) {
            defer { counter.value += 1 }
            return Address.created(by: digest, index: counter.value)
        }
        let gas = Effects.Gas(computation: cost, storage: 0, rebate: 0)
        var effects = Effects(
            transaction: digest, failure: nil, gas: gas, events: [], changes: [], checkpoint: nil)
        ledger.chain.begin()
        do throws(Fault) {
            for command in transaction.program.commands { results.append(try step(command, ledger, &call, counter)) }
            try settle(cost, ledger, call, counter)
        } catch {
            ledger.chain.rollBack()
            effects.failure = failure(error, ledger)
            return effects
        }
        effects.events = call.events.enumerated().map { index, event in
            let type = StructTag(ledger.package, event.type.module, event.type.name)
            let identity = EmittedEvent.Identity(transaction: digest, index: UInt32(index))
            return EmittedEvent(identity: identity, checkpoint: nil, type: type, contents: event.bcs)
        }
        effects.changes = changes
        return effects
    }

    // MARK: Before

    private static func owned(
        _ reference: ObjectReference, _ owner: Address, _ ledger: LocalLedger
    ) throws(Rejection) -> OwnedObject {
        guard let object = ledger.objects[reference.id], object.owner == owner, object.reference == reference else {
            throw .object(reference.id)
        }
        return object
    }

    private mutating func prepareInputs(_ ledger: LocalLedger) throws(Rejection) {
        for input in transaction.program.inputs {
            switch input {
            case .pure(let bytes): inputs.append(.value(.pure(bytes)))
            case .owned(let reference):
                guard let object = ledger.objects[reference.id] else { throw .object(reference.id) }
                if case .coin(let value) = object.kind {
                    inputs.append(.coin(value, object.id))
                } else {
                    inputs.append(.object(object.id))
                }
            case .shared(let id, let initialVersion, _):
                guard ledger.sharedObjects[id] == initialVersion else { throw .object(id) }
                inputs.append(.object(id))
            case .receiving, .withdrawal: throw .unsupported
            }
        }
    }

    // MARK: Commands

    private mutating func step(
        _ command: Command, _ ledger: LocalLedger, _ call: inout ChainTransaction, _ counter: Counter
    ) throws(Fault) -> [Slot] {
        switch command {
        case .split(let coin, let amounts): return try split(coin, amounts)
        case .merge(let coins, let target):
            for coin in coins { try put(target, try take(target) + takeCoin(coin)) }
            return []
        case .transfer(let arguments, let recipient):
            guard case .value(.pure(let bytes)) = try slot(recipient), let to = Bytes32(bytes.span).map(Address.init)
            else { throw .command("a recipient is no address") }
            for argument in arguments { try give(argument, to, ledger, counter) }
            return []
        case .call(let move): return try self.call(move, ledger, &call)
        case .publish, .makeVector, .upgrade: throw .command("a local ledger does not have this command")
        }
    }

    private mutating func split(_ coin: Argument, _ amounts: [Argument]) throws(Fault) -> [Slot] {
        var parts: [Slot] = []
        for amount in amounts {
            guard case .value(.pure(let bytes)) = try slot(amount), bytes.count == 8 else {
                throw .command("an amount is no number")
            }
            let value = bytes.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
            let left = try take(coin)
            guard value <= left else { throw .command("a coin is too small to be split") }
            try put(coin, left - value)
            parts.append(.coin(value, nil))
        }
        return parts
    }

    private mutating func call(
        _ move: MoveCall, _ ledger: LocalLedger, _ call: inout ChainTransaction
    ) throws(Fault) -> [Slot] {
        let isKnown = move.package == ledger.package || ledger.wrappers.contains(move.package)
        guard isKnown, move.typeArguments.isEmpty else {
            throw .command("there is no such package or function here")
        }
        var values: [CallValue] = []
        for argument in move.arguments {
            switch try slot(argument) {
            case .value(let value): values.append(value)
            case .object(let id): values.append(.object(id))
            case .coin: values.append(.coin(try takeCoin(argument)))
            case .gone: throw .command("an argument was used before")
            }
        }
        do throws(CallFailure) {
            let results = try ledger.chain.call(
                module: move.module, function: move.function, values, &call)
            return results.map { result in
                if case .coin(let value) = result { .coin(value, nil) } else { .value(result) }
            }
        } catch {
            switch error {
            case .abort(let abort): throw .abort(abort)
            case .noFunction: throw .command("there is no such function here")
            case .argument, .tooManyArguments: throw .command("an argument is not what the function takes")
            }
        }
    }

    // MARK: Values

    private func slot(_ argument: Argument) throws(Fault) -> Slot {
        switch argument {
        case .gas:
            guard case .coin(let value) = gasCoin.kind else { return .gone }
            return .coin(value, gasCoin.id)
        case .input(let index): if Int(index) < inputs.count { return inputs[Int(index)] }
        case .result(let index):
            if Int(index) < results.count, results[Int(index)].count == 1 { return results[Int(index)][0] }
        case .nested(let index, let inner):
            if Int(index) < results.count, Int(inner) < results[Int(index)].count {
                return results[Int(index)][Int(inner)]
            }
        }
        throw .command("an argument is out of bounds")
    }

    private mutating func set(_ argument: Argument, _ slot: Slot) {
        switch argument {
        case .gas: if case .coin(let value, _) = slot { gasCoin.kind = .coin(value) }
        case .input(let index): inputs[Int(index)] = slot
        case .result(let index): results[Int(index)][0] = slot
        case .nested(let index, let inner): results[Int(index)][Int(inner)] = slot
        }
    }

    /// What a coin holds.
    private func take(_ argument: Argument) throws(Fault) -> UInt64 {
        guard case .coin(let value, _) = try slot(argument) else { throw .command("an argument is no coin") }
        return value
    }

    private mutating func put(_ argument: Argument, _ value: UInt64) throws(Fault) {
        guard case .coin(_, let id) = try slot(argument) else { throw .command("an argument is no coin") }
        set(argument, .coin(value, id))
        guard let id, argument != .gas else { return }
        changed[id] = OwnedObject(id: id, version: version, owner: transaction.sender, kind: .coin(value))
    }

    /// Takes a whole coin, which is no more.
    private mutating func takeCoin(_ argument: Argument) throws(Fault) -> UInt64 {
        guard argument != .gas else { throw .command("the coin that pays cannot be given away whole") }
        guard case .coin(let value, let id) = try slot(argument) else { throw .command("an argument is no coin") }
        set(argument, .gone)
        if let id {
            changed[id] = nil
            deleted.insert(id)
        }
        return value
    }

    private mutating func give(
        _ argument: Argument, _ to: Address, _ ledger: LocalLedger, _ counter: Counter
    ) throws(Fault) {
        // Capabilities and handles have no `store`: they cannot be sent on.
        guard argument != .gas, case .coin(let value, let id) = try slot(argument) else {
            throw .command("this cannot be given to anybody")
        }
        set(argument, .gone)
        let given = id ?? nextID(counter)
        changed[given] = OwnedObject(id: given, version: version, owner: to, kind: .coin(value))
    }

    private func nextID(_ counter: Counter) -> Address {
        defer { counter.value += 1 }
        return Address.created(by: digest, index: counter.value)
    }

    // MARK: After

    /// Nothing may be left over; the bill is paid; capabilities, handles and shared objects get their places.
    private mutating func settle(
        _ cost: UInt64, _ ledger: LocalLedger, _ call: ChainTransaction, _ counter: Counter
    ) throws(Fault) {
        let isLeft = results.joined().contains { slot in
            if case .coin(_, let id) = slot { id == nil } else { false }
        }
        guard !isLeft else { throw .command("a coin is left over") }
        if case .coin(let value) = gasCoin.kind { gasCoin.kind = .coin(value + transaction.gas.budget - cost) }
        changed[gasCoin.id] = gasCoin
        deleted.formUnion(smashed)
        for payment in call.payments {
            let id = nextID(counter)
            changed[id] = OwnedObject(id: id, version: version, owner: payment.to, kind: .coin(payment.amount))
        }
        for event in call.events { place(event) }
        placeOwned(ledger)
        noteChanges(ledger)
    }

    /// Objects that everybody may use, as events name them.
    private mutating func place(_ event: ContractEvent) {
        switch event {
        case .clusterCreated(let event):
            shared += [
                event.cluster, event.sealRegistry, event.workerRegistry, event.scheduler, event.enclaveRegistry,
                event.governance, event.auditAnchor,
            ]
            tables[event.stakes] = .stakes(pool: event.cluster)
            tables[event.seals] = .seals(registry: event.sealRegistry)
        case .workerChanged(let event): shared.append(event.worker.worker)
        default: break
        }
    }

    /// Capabilities and handles that are new, or no more.
    private mutating func placeOwned(_ ledger: LocalLedger) {
        for id in ledger.chain.caps.changedKeys where ledger.objects[id] == nil {
            guard let cap = ledger.chain.caps[id] else { continue }
            changed[id] = OwnedObject(id: id, version: version, owner: cap.holder, kind: .capability)
        }
        for id in ledger.chain.handles.changedKeys where ledger.objects[id] == nil {
            guard let handle = ledger.chain.handles[id] else { continue }
            changed[id] = OwnedObject(id: id, version: version, owner: handle.holder, kind: .sealHandle)
        }
        for (index, input) in transaction.program.inputs.enumerated() {
            guard case .owned(let reference) = input, case .object(let id) = inputs[index],
                var object = ledger.objects[reference.id]
            else { continue }
            if object.kind == .sealHandle && ledger.chain.handles[id] == nil {
                deleted.insert(id)
            } else {
                object.version = version
                changed[id] = object
            }
        }
    }

    private mutating func noteChanges(_ ledger: LocalLedger) {
        shared = shared.filter { ledger.sharedObjects[$0] == nil }
        for object in changed.values {
            let kind: Effects.Change.Kind = ledger.objects[object.id] == nil ? .created : .changed
            changes.append(.init(id: object.id, kind: kind, type: nil))
        }
        for id in shared { changes.append(.init(id: id, kind: .created, type: nil)) }
        for id in deleted where ledger.objects[id] != nil { changes.append(.init(id: id, kind: .deleted, type: nil)) }
        changes.sort { $0.id.description < $1.id.description }
    }

    private func failure(_ fault: Fault, _ ledger: LocalLedger) -> ExecutionFailure {
        switch fault {
        case .command(let text): return ExecutionFailure(abort: nil, isCongestion: false, message: text.description)
        case .abort(let abort) where abort.isArithmetic:
            return ExecutionFailure(abort: nil, isCongestion: false, message: "arithmetic error in \(abort.module)")
        case .abort(let abort):
            let code = AbortCodes.number(of: abort)
            let found = ExecutionFailure.Abort(package: ledger.package, module: abort.module, function: nil, code: code)
            return ExecutionFailure(abort: found, isCongestion: false, message: abort.description)
        }
    }
}

/// Counts the objects that a transaction makes, for calls and for coins alike.
private final class Counter {
    var value: UInt64 = 0
}
