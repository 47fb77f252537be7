// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger

// What the commands of a program do.
extension TransactionRun {
    mutating func step(
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

    mutating func split(_ coin: Argument, _ amounts: [Argument]) throws(Fault) -> [Slot] {
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

    /// `sui::nitro_attestation::load_nitro_attestation`, the only function of Sui's own that our programs call.
    mutating func load(_ move: MoveCall, _ ledger: LocalLedger) throws(Fault) -> CallValue {
        guard move.module == NitroAttestation.module, move.function == NitroAttestation.function,
            move.typeArguments.isEmpty, move.arguments.count == 2,
            case .value(.pure(let bytes)) = try slot(move.arguments[0]),
            case .object(Address(6)) = try slot(move.arguments[1])
        else { throw .command("there is no such package or function here") }
        guard let root = ledger.enclaveRoot else {
            throw .command("this ledger believes no enclave: start it with --enclave-root")
        }
        guard let enclave = NitroAttestation.load(bytes, root, milliseconds: ledger.chain.milliseconds) else {
            throw .command("the attestation document is not believed")
        }
        return .document(enclave)
    }

    mutating func call(
        _ move: MoveCall, _ ledger: LocalLedger, _ call: inout ChainTransaction
    ) throws(Fault) -> [Slot] {
        if move.package == NitroAttestation.package { return [.value(try load(move, ledger))] }
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
}
