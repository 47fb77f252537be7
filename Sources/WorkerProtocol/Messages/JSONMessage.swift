// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import Wire

/// A message in JSON: one object, of which unknown fields are left alone so that either side may be newer.
public protocol JSONMessage: Sendable {
    /// The longest that is looked at, in bytes.
    static var maximumBytes: Int { get }

    /// Reads the object.
    init(from value: borrowing JSONValue) throws(MessageFault)

    /// Writes the object.
    func write(to buffer: inout ByteBuffer)
}

extension JSONMessage {
    /// Reads a whole document.
    public init(json bytes: Span<UInt8>) throws(MessageFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        var parser: JSONParser
        do throws(JSONError) { parser = try JSONParser(maximumBytes: Self.maximumBytes) } catch {
            throw MessageFault(error)
        }
        self = try parser.withDocument(bytes) { value throws(MessageFault) in
            guard value.kind == .object else { throw .wrongType }
            return try Self(from: value)
        }
    }

    /// The document.
    public var json: [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        write(to: &buffer)
        return buffer.bytes
    }
}
