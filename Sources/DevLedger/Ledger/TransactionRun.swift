// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger

/// One transaction while it is carried out: its inputs, what its commands gave, what it changes.
struct TransactionRun {
    /// The version that everything it changes has afterwards.
    let version: UInt64
    /// Coins that became part of the one that pays.
    var smashed: [Address] = []
    /// Objects as they are afterwards.
    var changed: [Address: OwnedObject] = [:]
    /// Objects that are no more.
    var deleted: Set<Address> = []
    /// Objects that everybody may use from here on.
    var shared: [Address] = []
    /// Tables that are to be looked into, by their ids.
    var tables: [Address: LocalTable] = [:]
    /// The coin that pays, where nothing else of the transaction stays.
    var gasCoinAfterFailure: OwnedObject?

    let transaction: TransactionData
    let digest: Digest
    var gasCoin: OwnedObject
    var inputs: [Slot] = []
    var results: [[Slot]] = []
    var changes: [Effects.Change] = []

    /// What a command can be given.
    enum Slot {
        case value(CallValue)
        /// A coin that has no id yet, or whose id is that of an object.
        case coin(UInt64, Address?)
        case object(Address)
        case gone
    }

    /// A fault of the program, as the network's execution would find it.
    enum Fault: Error {
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
}

/// Counts the objects that a transaction makes, for calls and for coins alike.
final class Counter {
    var value: UInt64 = 0
}
