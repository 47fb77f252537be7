// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Puts a program together: inputs once each, commands in order.
public struct ProgramBuilder: Sendable {
    /// The network's bounds.
    public static let maximumInputs = 2048
    /// The network's bounds.
    public static let maximumCommands = 1024

    /// What was put together.
    public private(set) var program = Program()

    /// Begins with nothing.
    public init() {}

    /// A value, in BCS.
    public mutating func pure(_ bytes: [UInt8]) -> Argument { input(.pure(bytes)) }

    /// A value, written by `body`.
    public mutating func pure(_ body: (inout BCSWriter) -> Void) -> Argument {
        var writer = BCSWriter()
        body(&writer)
        return pure(writer.bytes)
    }

    /// A number.
    public mutating func number(_ number: UInt64) -> Argument { pure { $0.integer(number) } }

    /// An address.
    public mutating func address(_ address: Address) -> Argument { pure { $0.address(address) } }

    /// A byte string.
    public mutating func bytes(_ bytes: [UInt8]) -> Argument { pure { $0.bytes(bytes) } }

    /// A text.
    public mutating func text(_ text: String) -> Argument { pure { $0.string(text) } }

    /// Texts.
    public mutating func texts(_ texts: [String]) -> Argument { pure { $0.strings(texts) } }

    /// A boolean.
    public mutating func bool(_ value: Bool) -> Argument { pure { $0.bool(value) } }

    /// An object that the sender owns, or that nobody can change.
    public mutating func owned(_ reference: ObjectReference) -> Argument { input(.owned(reference)) }

    /// An object that everybody may use; named twice it is one input, which writes if either does.
    public mutating func shared(_ id: Address, initialVersion: UInt64, writes: Bool) -> Argument {
        for (index, input) in program.inputs.enumerated() {
            guard case .shared(id, let version, let access) = input else { continue }
            let widest: SharedAccess = writes || access == .writes ? .writes : .reads
            program.inputs[index] = .shared(id: id, initialVersion: version, access: widest)
            return .input(UInt16(index))
        }
        return input(.shared(id: id, initialVersion: initialVersion, access: writes ? .writes : .reads))
    }

    /// Sui's clock, which can only be read.
    public mutating func clock() -> Argument { shared(Address(6), initialVersion: 1, writes: false) }

    /// Part of the coin that the transaction is paid from.
    public mutating func coin(_ amount: UInt64) -> Argument {
        let amount = number(amount)
        let index = command(.split(.gas, amounts: [amount]))
        return .nested(index, 0)
    }

    /// Calls a function and returns what it gave.
    @discardableResult
    public mutating func call(
        _ package: Address, _ module: String, _ function: String, typeArguments: [TypeTag] = [],
        _ arguments: [Argument]
    ) -> Argument {
        let call = MoveCall(
            package: package, module: module, function: function, typeArguments: typeArguments, arguments: arguments)
        return .result(command(.call(call)))
    }

    /// Gives objects to somebody.
    public mutating func transfer(_ objects: [Argument], to recipient: Address) {
        let recipient = address(recipient)
        _ = command(.transfer(objects, to: recipient))
    }

    private mutating func input(_ input: Input) -> Argument {
        if let index = program.inputs.firstIndex(of: input) { return .input(UInt16(index)) }
        precondition(program.inputs.count < Self.maximumInputs, "more inputs than the network takes")
        program.inputs.append(input)
        return .input(UInt16(program.inputs.count - 1))
    }

    private mutating func command(_ command: Command) -> UInt16 {
        precondition(program.commands.count < Self.maximumCommands, "more commands than the network takes")
        program.commands.append(command)
        return UInt16(program.commands.count - 1)
    }
}
