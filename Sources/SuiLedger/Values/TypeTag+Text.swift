// SPDX-License-Identifier: Apache-2.0

extension TypeTag: CustomStringConvertible {
    /// The canonical text: addresses in full, one space after a comma, as nodes write it.
    public var description: String {
        switch self {
        case .bool: "bool"
        case .u8: "u8"
        case .u16: "u16"
        case .u32: "u32"
        case .u64: "u64"
        case .u128: "u128"
        case .u256: "u256"
        case .address: "address"
        case .signer: "signer"
        case .vector(let element): "vector<\(element)>"
        case .structure(let tag): tag.description
        }
    }

    /// Reads a text with addresses in any form.
    public init?(_ text: String) {
        // A type longer than this names none that a node would accept.
        guard text.utf8.count <= 4096 else { return nil }
        var parser = TypeParser(text)
        guard let tag = parser.type(depth: 0), parser.isAtEnd else { return nil }
        self = tag
    }
}

extension StructTag: CustomStringConvertible {
    /// The canonical text.
    public var description: String {
        let head = "\(package)::\(module)::\(name)"
        guard !parameters.isEmpty else { return head }
        return head + "<" + parameters.map(\.description).joined(separator: ", ") + ">"
    }

    /// Reads a text that names a struct.
    public init?(_ text: String) {
        guard case .structure(let tag)? = TypeTag(text) else { return nil }
        self = tag
    }
}

/// Reads `vector<0x2::coin::Coin<0x2::sui::SUI>>`.
private struct TypeParser {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func type(depth: Int) -> TypeTag? {
        guard depth < TypeTag.maximumDepth, let word = word() else { return nil }
        if word.hasPrefix("0x") { return structure(word, depth: depth + 1).map(TypeTag.structure) }
        switch word {
        case "bool": return .bool
        case "u8": return .u8
        case "u16": return .u16
        case "u32": return .u32
        case "u64": return .u64
        case "u128": return .u128
        case "u256": return .u256
        case "address": return .address
        case "signer": return .signer
        case "vector":
            guard take("<"), let element = type(depth: depth + 1), take(">") else { return nil }
            return .vector(element)
        default: return nil
        }
    }

    private mutating func structure(_ package: String, depth: Int) -> StructTag? {
        guard let package = Address(package), take("::"), let module = identifier(), take("::"), let name = identifier()
        else { return nil }
        var tag = StructTag(package, module, name)
        guard take("<") else { return tag }
        repeat {
            while take(" ") {}
            guard let parameter = type(depth: depth) else { return nil }
            tag.parameters.append(parameter)
        } while take(",")
        return take(">") ? tag : nil
    }

    /// Letters, digits and underscores.
    private mutating func word() -> String? {
        let taken = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard !taken.isEmpty else { return nil }
        rest = rest.dropFirst(taken.count)
        return String(decoding: taken, as: UTF8.self)
    }

    private mutating func identifier() -> String? {
        guard let word = word(), let first = word.utf8.first else { return nil }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) ? nil : word
    }

    private mutating func take(_ mark: StaticString) -> Bool {
        let mark = mark.description.utf8
        guard rest.starts(with: mark) else { return false }
        rest = rest.dropFirst(mark.count)
        return true
    }
}
