// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

// How answers are read: a field that is there must be what it claims to be, one that is missing is `nil`.

/// Reads each field of a message, turning the reader's complaint into ours.
func readFields(
    _ message: Span<UInt8>, _ body: (borrowing ProtobufReader.Field) throws -> Void
) throws(LedgerError) {
    do {
        var reader = ProtobufReader(message)
        while let field = try reader.next() { try body(field) }
    } catch let error as LedgerError {
        throw error
    } catch {
        throw LedgerError(.malformed, "a message is not what it should be")
    }
}

extension ProtobufReader.Field {
    /// The field as an address.
    func address() throws -> Address {
        guard let address = Address(try string()) else { throw LedgerError(.malformed, "an address is malformed") }
        return address
    }

    /// The field as a digest.
    func digest() throws -> Digest {
        guard let digest = Digest(try string()) else { throw LedgerError(.malformed, "a digest is malformed") }
        return digest
    }

    /// The field as a type.
    func typeTag() throws -> TypeTag {
        guard let type = TypeTag(try string()) else { throw LedgerError(.malformed, "a type is malformed") }
        return type
    }

    /// The field as `sui.rpc.v2.Bcs`: the bytes in it.
    func bcs() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try readFields(try span()) { field in if field.number == 2 { bytes = try field.bytes() } }
        return bytes
    }

    /// The field as `google.protobuf.Timestamp`, in milliseconds.
    func milliseconds() throws -> UInt64 {
        var seconds: UInt64 = 0
        var nanoseconds: UInt64 = 0
        try readFields(try span()) { field in
            switch field.number {
            case 1: seconds = try field.uint64()
            case 2: nanoseconds = try field.uint64()
            default: break
            }
        }
        // Before 1970 or after the year 9999 is no time of a checkpoint.
        guard seconds < 253_402_300_800, nanoseconds < 1_000_000_000 else {
            throw LedgerError(.malformed, "a time is malformed")
        }
        return seconds * 1000 + nanoseconds / 1_000_000
    }
}

extension JSONValue {
    /// A member that must be there, `null` counted as missing.
    @_lifetime(copy self)
    func required(_ key: StaticString) throws(LedgerError) -> JSONValue {
        guard let value = try optional(key) else { throw LedgerError(.malformed, "an answer lacks a field") }
        return value
    }

    /// A member, or `nil` where there is none or `null`.
    @_lifetime(copy self)
    func optional(_ key: StaticString) throws(LedgerError) -> JSONValue? {
        do throws(JSONError) {
            guard let value = try member(key), !value.isNull else { return nil }
            return value
        } catch { throw LedgerError(.malformed, "an answer is not what it should be") }
    }

    /// The value as a text.
    func asText() throws(LedgerError) -> String {
        guard let span = string else { throw LedgerError(.malformed, "a text is none") }
        return String(decoding: [UInt8](copying: span), as: UTF8.self)
    }

    /// The value as a number: GraphQL writes small ones as numbers and large ones as texts.
    func asNumber() throws(LedgerError) -> UInt64 {
        if let integer, let number = UInt64(exactly: integer) { return number }
        guard kind == .string, let number = UInt64(try asText()) else {
            throw LedgerError(.malformed, "a number is none")
        }
        return number
    }

    /// The value as bytes in Base64.
    func asBytes() throws(LedgerError) -> [UInt8] {
        guard let bytes = Base64.decode(try asText()) else { throw LedgerError(.malformed, "Base64 is malformed") }
        return bytes
    }

    /// The value as an address.
    func asAddress() throws(LedgerError) -> Address {
        guard let address = Address(try asText()) else { throw LedgerError(.malformed, "an address is malformed") }
        return address
    }

    /// The value as a digest.
    func asDigest() throws(LedgerError) -> Digest {
        guard let digest = Digest(try asText()) else { throw LedgerError(.malformed, "a digest is malformed") }
        return digest
    }

    /// The value as a type.
    func asType() throws(LedgerError) -> TypeTag {
        guard let type = TypeTag(try asText()) else { throw LedgerError(.malformed, "a type is malformed") }
        return type
    }

    /// The value as a boolean.
    func asBool() throws(LedgerError) -> Bool {
        guard let bool else { throw LedgerError(.malformed, "a boolean is none") }
        return bool
    }

    /// Every element.
    func each(_ body: (borrowing JSONValue) throws(LedgerError) -> Void) throws(LedgerError) {
        guard kind == .array else { throw LedgerError(.malformed, "a list is none") }
        var children = children
        while children.advance() {
            guard let value = children.value else { continue }
            try body(value)
        }
    }
}
