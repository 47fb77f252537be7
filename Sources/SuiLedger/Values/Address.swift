// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Wire

/// The address of an account, an object or a package: 32 bytes.
public struct Address: Hashable, Sendable, CustomStringConvertible {
    /// The bytes, the most significant first.
    public var raw: Bytes32

    /// Takes 32 bytes.
    public init(_ raw: Bytes32) { self.raw = raw }

    /// A small address, such as the framework's 0x2 or the clock's 0x6.
    public init(_ small: UInt8) {
        var bytes: [UInt8] = .init(repeating: 0, count: Bytes32.count)
        bytes[Bytes32.count - 1] = small
        guard let raw = Bytes32(bytes.span) else { preconditionFailure("32 bytes are 32 bytes") }
        self.raw = raw
    }

    /// Reads `0x` and 1 to 64 digits of either case, as people and nodes write them; anything else is `nil`.
    public init?(_ text: String) {
        guard text.hasPrefix("0x") else { return nil }
        let digits = Array(text.utf8.dropFirst(2))
        guard !digits.isEmpty, digits.count <= 2 * Bytes32.count else { return nil }
        let missing = 2 * Bytes32.count - digits.count
        let whole = Array(repeating: UInt8(ascii: "0"), count: missing) + digits.map(Self.lowercased)
        guard let raw = Bytes32(hex: whole.span) else { return nil }
        self.raw = raw
    }

    /// `0x` and 64 lowercase digits: the only form that we write.
    public var description: String { "0x" + raw.hex }

    private static func lowercased(_ digit: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit) ? digit | 0x20 : digit
    }
}

extension BCSWriter {
    /// Writes 32 bytes, without a length.
    public mutating func address(_ address: Address) { bytes32(address.raw) }

    /// Writes 32 bytes, without a length.
    public mutating func bytes32(_ bytes: Bytes32) { fixed(bytes.bytes.span) }

    /// Writes 32 bytes as a byte string: their number stands before them.
    mutating func countedBytes32(_ bytes: Bytes32) { self.bytes(bytes.bytes) }
}

extension BCSReader {
    /// The next 32 bytes.
    @_lifetime(self: copy self)
    public mutating func bytes32() throws(BCSError) -> Bytes32 {
        let span = try fixed(Bytes32.count)
        guard let bytes = Bytes32(span) else { throw BCSError(.truncated) }
        return bytes
    }

    /// The next byte string, which must be of 32 bytes.
    @_lifetime(self: copy self)
    mutating func countedBytes32() throws(BCSError) -> Bytes32 {
        guard try length() == Bytes32.count else { throw BCSError(.unknownVariant) }
        return try bytes32()
    }

    /// The next address.
    @_lifetime(self: copy self)
    public mutating func address() throws(BCSError) -> Address { Address(try bytes32()) }
}
