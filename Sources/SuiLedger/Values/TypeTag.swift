// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A Move type, as a value.
public indirect enum TypeTag: Hashable, Sendable {
    case bool, u8, u16, u32, u64, u128, u256, address, signer
    case vector(TypeTag)
    case structure(StructTag)

    /// How deep types may be nested: far more than any has, far less than a stack has room for.
    public static let maximumDepth = 16

    /// `0x1::string::String`.
    public static let string = TypeTag.structure(StructTag(Address(1), "string", "String"))
    /// `0x2::object::ID`.
    public static let id = TypeTag.structure(StructTag(Address(2), "object", "ID"))
    /// `0x2::sui::SUI`.
    public static let sui = TypeTag.structure(StructTag(Address(2), "sui", "SUI"))
}

/// A Move struct with its parameters.
public struct StructTag: Hashable, Sendable {
    /// The package that defined the type first.
    public var package: Address
    /// The module there.
    public var module: String
    /// The struct there.
    public var name: String
    /// What it is made with.
    public var parameters: [TypeTag]

    /// Names a struct.
    public init(_ package: Address, _ module: String, _ name: String, _ parameters: [TypeTag] = []) {
        self.package = package
        self.module = module
        self.name = name
        self.parameters = parameters
    }
}

extension TypeTag: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        switch self {
        case .bool: writer.length(0)
        case .u8: writer.length(1)
        case .u64: writer.length(2)
        case .u128: writer.length(3)
        case .address: writer.length(4)
        case .signer: writer.length(5)
        case .vector(let element):
            writer.length(6)
            element.encode(into: &writer)
        case .structure(let tag):
            writer.length(7)
            tag.encode(into: &writer)
        case .u16: writer.length(8)
        case .u32: writer.length(9)
        case .u256: writer.length(10)
        }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) { try self.init(from: &reader, depth: 0) }

    fileprivate init(from reader: inout BCSReader, depth: Int) throws(BCSError) {
        guard depth < Self.maximumDepth else { throw BCSError(.tooDeep) }
        switch try reader.length() {
        case 0: self = .bool
        case 1: self = .u8
        case 2: self = .u64
        case 3: self = .u128
        case 4: self = .address
        case 5: self = .signer
        case 6: self = .vector(try TypeTag(from: &reader, depth: depth + 1))
        case 7: self = .structure(try StructTag(from: &reader, depth: depth + 1))
        case 8: self = .u16
        case 9: self = .u32
        case 10: self = .u256
        default: throw BCSError(.unknownVariant)
        }
    }
}

extension StructTag: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(package)
        writer.string(module)
        writer.string(name)
        writer.length(parameters.count)
        for parameter in parameters { parameter.encode(into: &writer) }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) { try self.init(from: &reader, depth: 0) }

    fileprivate init(from reader: inout BCSReader, depth: Int) throws(BCSError) {
        package = try reader.address()
        module = try reader.string()
        name = try reader.string()
        parameters = []
        for _ in 0..<(try reader.count()) { parameters.append(try TypeTag(from: &reader, depth: depth)) }
    }
}
