// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Wire

/// The key of a seal: a number of 256 bits, which is the hash that a secret is known by.
public struct SealKey: Hashable, Sendable, CustomStringConvertible {
    /// The number, its most significant byte first.
    public var raw: Bytes32

    /// Takes a number.
    public init(_ raw: Bytes32) { self.raw = raw }

    /// Whether it is zero, which no key may be.
    public var isZero: Bool { raw == Bytes32() }

    /// `0x` and 64 digits, as the command line of a wallet takes it.
    public var description: String { "0x" + raw.hex }
}

extension SealKey: BCSCodable {
    // BCS writes numbers the other way round.

    /// Writes it.
    public func encode(into writer: inout BCSWriter) { for byte in raw.bytes.reversed() { writer.uint8(byte) } }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        let reversed: [UInt8] = try reader.bytes32().bytes.reversed()
        guard let raw = Bytes32(reversed.span) else { throw BCSError(.truncated) }
        self.raw = raw
    }
}
