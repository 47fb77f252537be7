// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A value with one encoding in BCS.
public protocol BCSCodable: Sendable {
    /// Writes the value.
    func encode(into writer: inout BCSWriter)

    /// Reads a value, and leaves what follows it.
    init(from reader: inout BCSReader) throws(BCSError)
}

extension BCSCodable {
    /// The value's bytes.
    public var bcs: [UInt8] {
        var writer = BCSWriter()
        encode(into: &writer)
        return writer.bytes
    }

    /// Reads a value that the bytes are the whole of.
    public init(bcs bytes: Span<UInt8>) throws(BCSError) {
        var reader = BCSReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads a value that the bytes are the whole of.
    public init(bcs bytes: [UInt8]) throws(BCSError) { try self.init(bcs: bytes.span) }
}
