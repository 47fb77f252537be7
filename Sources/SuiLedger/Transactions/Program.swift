// SPDX-License-Identifier: Apache-2.0

/// Inputs and commands, carried out in order, all or none: what the network calls a programmable transaction.
public struct Program: Hashable, Sendable {
    /// What it is given.
    public var inputs: [Input]
    /// What it does.
    public var commands: [Command]

    /// Puts a program together.
    public init(inputs: [Input] = [], commands: [Command] = []) {
        self.inputs = inputs
        self.commands = commands
    }
}

/// What a program is given.
public enum Input: Hashable, Sendable {
    /// A value, in BCS.
    case pure([UInt8])
    /// An object that the sender owns, or that nobody can change.
    case owned(ObjectReference)
    /// An object that everybody may use.
    case shared(id: Address, initialVersion: UInt64, access: SharedAccess)
    /// An object that was sent to another object.
    case receiving(ObjectReference)
    /// SUI, or another coin, out of an address balance.
    case withdrawal(Withdrawal)
}

/// What a transaction does with a shared object.
public enum SharedAccess: UInt8, Hashable, Sendable {
    case reads = 0
    case writes = 1
    /// The system's own transactions alone.
    case writesWithOthers = 2
}

/// Money out of an address balance.
public struct Withdrawal: Hashable, Sendable {
    /// Whose balance.
    public enum Source: UInt8, Hashable, Sendable {
        case sender = 0
        case sponsor = 1
    }

    /// The most that may be taken.
    public var amount: UInt64
    /// The balance's type: `0x2::balance::Balance` of a coin's.
    public var type: TypeTag
    /// Whose.
    public var source: Source

    /// Says what may be taken.
    public init(amount: UInt64, type: TypeTag, source: Source = .sender) {
        self.amount = amount
        self.type = type
        self.source = source
    }
}

/// What a command is given.
public enum Argument: Hashable, Sendable {
    /// The coin that is paid with.
    case gas
    /// An input of the program.
    case input(UInt16)
    /// What a command gave.
    case result(UInt16)
    /// One of the things that a command gave.
    case nested(UInt16, UInt16)
}

/// One step of a program.
public enum Command: Hashable, Sendable {
    case call(MoveCall)
    case transfer([Argument], to: Argument)
    case split(Argument, amounts: [Argument])
    case merge([Argument], into: Argument)
    case publish(modules: [[UInt8]], dependencies: [Address])
    case makeVector(TypeTag?, [Argument])
    case upgrade(modules: [[UInt8]], dependencies: [Address], package: Address, ticket: Argument)
}

/// A call of a Move function.
public struct MoveCall: Hashable, Sendable {
    /// Where the function is.
    public var package: Address
    /// Its module.
    public var module: String
    /// Its name.
    public var function: String
    /// The types that it is called with.
    public var typeArguments: [TypeTag]
    /// The values that it is called with.
    public var arguments: [Argument]

    /// Names a function and what it is given.
    public init(
        package: Address, module: String, function: String, typeArguments: [TypeTag] = [], arguments: [Argument]
    ) {
        self.package = package
        self.module = module
        self.function = function
        self.typeArguments = typeArguments
        self.arguments = arguments
    }
}
