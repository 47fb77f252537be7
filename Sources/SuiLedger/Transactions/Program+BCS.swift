// SPDX-License-Identifier: Apache-2.0
public import Wire

extension BCSWriter {
    /// Writes a sequence.
    mutating func sequence<Element: BCSCodable>(_ elements: [Element]) {
        length(elements.count)
        for element in elements { element.encode(into: &self) }
    }
}

extension BCSReader {
    /// The next sequence, whose elements take at least `least` bytes each.
    @_lifetime(self: copy self)
    mutating func sequence<Element: BCSCodable>(
        of _: Element.Type, ofAtLeast least: Int = 1
    ) throws(BCSError) -> [Element] {
        let count = try count(ofAtLeast: least)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try Element(from: &self)) }
        return elements
    }

    /// The next sequence of addresses.
    @_lifetime(self: copy self)
    fileprivate mutating func addresses() throws(BCSError) -> [Address] {
        var addresses: [Address] = []
        for _ in 0..<(try count(ofAtLeast: 32)) { addresses.append(try address()) }
        return addresses
    }

    /// The next sequence of byte strings.
    @_lifetime(self: copy self)
    fileprivate mutating func modules() throws(BCSError) -> [[UInt8]] {
        var modules: [[UInt8]] = []
        for _ in 0..<(try count()) { modules.append(try bytes()) }
        return modules
    }
}

extension Program: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.sequence(inputs)
        writer.sequence(commands)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        inputs = try reader.sequence(of: Input.self, ofAtLeast: 2)
        commands = try reader.sequence(of: Command.self, ofAtLeast: 2)
    }
}

extension Input: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        switch self {
        case .pure(let bytes):
            writer.length(0)
            writer.bytes(bytes)
        case .owned(let reference):
            writer.length(1)
            writer.length(0)
            reference.encode(into: &writer)
        case .shared(let id, let initialVersion, let access):
            writer.length(1)
            writer.length(1)
            writer.address(id)
            writer.integer(initialVersion)
            writer.uint8(access.rawValue)
        case .receiving(let reference):
            writer.length(1)
            writer.length(2)
            reference.encode(into: &writer)
        case .withdrawal(let withdrawal):
            writer.length(2)
            withdrawal.encode(into: &writer)
        }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        switch try reader.length() {
        case 0: self = .pure(try reader.bytes())
        case 1: self = try Self.object(from: &reader)
        case 2: self = .withdrawal(try Withdrawal(from: &reader))
        default: throw BCSError(.unknownVariant)
        }
    }

    private static func object(from reader: inout BCSReader) throws(BCSError) -> Input {
        switch try reader.length() {
        case 0: return .owned(try ObjectReference(from: &reader))
        case 1:
            let id = try reader.address()
            let initialVersion: UInt64 = try reader.integer()
            guard let access = SharedAccess(rawValue: try reader.uint8()) else { throw BCSError(.unknownVariant) }
            return .shared(id: id, initialVersion: initialVersion, access: access)
        case 2: return .receiving(try ObjectReference(from: &reader))
        default: throw BCSError(.unknownVariant)
        }
    }
}

extension Withdrawal: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.length(0)
        writer.integer(amount)
        writer.length(0)
        type.encode(into: &writer)
        writer.uint8(source.rawValue)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        guard try reader.length() == 0 else { throw BCSError(.unknownVariant) }
        amount = try reader.integer()
        guard try reader.length() == 0 else { throw BCSError(.unknownVariant) }
        type = try TypeTag(from: &reader)
        guard let source = Source(rawValue: try reader.uint8()) else { throw BCSError(.unknownVariant) }
        self.source = source
    }
}

extension Argument: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        switch self {
        case .gas: writer.length(0)
        case .input(let index):
            writer.length(1)
            writer.integer(index)
        case .result(let index):
            writer.length(2)
            writer.integer(index)
        case .nested(let index, let inner):
            writer.length(3)
            writer.integer(index)
            writer.integer(inner)
        }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        switch try reader.length() {
        case 0: self = .gas
        case 1: self = .input(try reader.integer())
        case 2: self = .result(try reader.integer())
        case 3: self = .nested(try reader.integer(), try reader.integer())
        default: throw BCSError(.unknownVariant)
        }
    }
}

extension Command: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        switch self {
        case .call(let call):
            writer.length(0)
            call.encode(into: &writer)
        case .transfer(let objects, let recipient):
            writer.length(1)
            writer.sequence(objects)
            recipient.encode(into: &writer)
        case .split(let coin, let amounts):
            writer.length(2)
            coin.encode(into: &writer)
            writer.sequence(amounts)
        case .merge(let coins, let target):
            writer.length(3)
            target.encode(into: &writer)
            writer.sequence(coins)
        case .publish(let modules, let dependencies):
            writer.length(4)
            Self.encode(modules, dependencies, into: &writer)
        case .makeVector(let type, let elements):
            writer.length(5)
            writer.isPresent(type != nil)
            type?.encode(into: &writer)
            writer.sequence(elements)
        case .upgrade(let modules, let dependencies, let package, let ticket):
            writer.length(6)
            Self.encode(modules, dependencies, into: &writer)
            writer.address(package)
            ticket.encode(into: &writer)
        }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        switch try reader.length() {
        case 0: self = .call(try MoveCall(from: &reader))
        case 1:
            let objects = try reader.sequence(of: Argument.self)
            self = .transfer(objects, to: try Argument(from: &reader))
        case 2:
            let coin = try Argument(from: &reader)
            self = .split(coin, amounts: try reader.sequence(of: Argument.self))
        case 3:
            let target = try Argument(from: &reader)
            self = .merge(try reader.sequence(of: Argument.self), into: target)
        case 4: self = .publish(modules: try reader.modules(), dependencies: try reader.addresses())
        case 5:
            let type = try reader.isPresent() ? try TypeTag(from: &reader) : nil
            self = .makeVector(type, try reader.sequence(of: Argument.self))
        case 6:
            let modules = try reader.modules()
            let dependencies = try reader.addresses()
            let package = try reader.address()
            self = .upgrade(
                modules: modules, dependencies: dependencies, package: package, ticket: try Argument(from: &reader))
        default: throw BCSError(.unknownVariant)
        }
    }

    private static func encode(_ modules: [[UInt8]], _ dependencies: [Address], into writer: inout BCSWriter) {
        writer.length(modules.count)
        for module in modules { writer.bytes(module) }
        writer.length(dependencies.count)
        for dependency in dependencies { writer.address(dependency) }
    }
}

extension MoveCall: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(package)
        writer.string(module)
        writer.string(function)
        writer.sequence(typeArguments)
        writer.sequence(arguments)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        package = try reader.address()
        module = try reader.string()
        function = try reader.string()
        typeArguments = try reader.sequence(of: TypeTag.self)
        arguments = try reader.sequence(of: Argument.self)
    }
}
