// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger

// What commands are given, and what they give.
extension TransactionRun {
    func slot(_ argument: Argument) throws(Fault) -> Slot {
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

    mutating func set(_ argument: Argument, _ slot: Slot) {
        switch argument {
        case .gas: if case .coin(let value, _) = slot { gasCoin.kind = .coin(value) }
        case .input(let index): inputs[Int(index)] = slot
        case .result(let index): results[Int(index)][0] = slot
        case .nested(let index, let inner): results[Int(index)][Int(inner)] = slot
        }
    }

    /// What a coin holds.
    func take(_ argument: Argument) throws(Fault) -> UInt64 {
        guard case .coin(let value, _) = try slot(argument) else { throw .command("an argument is no coin") }
        return value
    }

    mutating func put(_ argument: Argument, _ value: UInt64) throws(Fault) {
        guard case .coin(_, let id) = try slot(argument) else { throw .command("an argument is no coin") }
        set(argument, .coin(value, id))
        guard let id, argument != .gas else { return }
        changed[id] = OwnedObject(id: id, version: version, owner: transaction.sender, kind: .coin(value))
    }

    /// Takes a whole coin, which is no more.
    mutating func takeCoin(_ argument: Argument) throws(Fault) -> UInt64 {
        guard argument != .gas else { throw .command("the coin that pays cannot be given away whole") }
        guard case .coin(let value, let id) = try slot(argument) else { throw .command("an argument is no coin") }
        set(argument, .gone)
        if let id {
            changed[id] = nil
            deleted.insert(id)
        }
        return value
    }

    mutating func give(
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

    func nextID(_ counter: Counter) -> Address {
        defer { counter.value += 1 }
        return Address.created(by: digest, index: counter.value)
    }
}
