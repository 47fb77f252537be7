// SPDX-License-Identifier: Apache-2.0

/// A piece of CBOR as it shall be written, right or wrong.
///
/// It is written by code of its own, which knows nothing of the product's writer: what that one cannot say, this one must.
public indirect enum CBORItem: Hashable, Sendable {
    /// A number that is not negative.
    case uint(UInt64)
    /// -1 minus this number.
    case negative(UInt64)
    /// Bytes.
    case bytes([UInt8])
    /// A text.
    case text(String)
    /// A list whose length is told beforehand.
    case array([CBORItem])
    /// A list that ends with a break.
    case openArray([CBORItem])
    /// A map whose length is told beforehand, in this order.
    case map([Pair])
    /// A map that ends with a break, in this order.
    case openMap([Pair])
    /// A tag and what it is about.
    case tag(UInt64, CBORItem)
    /// True or false.
    case bool(Bool)
    /// Null.
    case null
    /// These bytes, whatever they are.
    case raw([UInt8])

    /// A key and its value.
    public struct Pair: Hashable, Sendable {
        /// The key.
        public var key: CBORItem
        /// The value.
        public var value: CBORItem

        /// Puts both together.
        public init(_ key: CBORItem, _ value: CBORItem) {
            self.key = key
            self.value = value
        }
    }

    /// The bytes.
    public var encoded: [UInt8] {
        switch self {
        case .uint(let number): Self.head(0, number)
        case .negative(let number): Self.head(1, number)
        case .bytes(let bytes): Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let text): Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let items): Self.head(4, UInt64(items.count)) + items.flatMap(\.encoded)
        case .openArray(let items): [0x9f] + items.flatMap(\.encoded) + [0xff]
        case .map(let pairs): Self.head(5, UInt64(pairs.count)) + pairs.flatMap { $0.key.encoded + $0.value.encoded }
        case .openMap(let pairs): [0xbf] + pairs.flatMap { $0.key.encoded + $0.value.encoded } + [0xff]
        case .tag(let number, let item): Self.head(6, number) + item.encoded
        case .bool(let value): [value ? 0xf5 : 0xf4]
        case .null: [0xf6]
        case .raw(let bytes): bytes
        }
    }

    /// A head with the shortest argument, or with one of so many bytes as are asked for.
    public static func head(_ major: UInt8, _ argument: UInt64, width: Int? = nil) -> [UInt8] {
        let shortest =
            switch argument {
            case 0..<24: 0
            case 24...0xff: 1
            case 0x100...0xffff: 2
            case 0x1_0000...0xffff_ffff: 4
            default: 8
            }
        let width = width ?? shortest
        guard width > 0 else { return [major << 5 | UInt8(truncatingIfNeeded: argument)] }
        let form = UInt8(24 + width.trailingZeroBitCount)
        let bytes = (0..<width).reversed().map { UInt8(truncatingIfNeeded: argument >> UInt64(8 * $0)) }
        return [major << 5 | form] + bytes
    }
}
