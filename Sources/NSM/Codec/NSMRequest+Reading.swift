// SPDX-License-Identifier: Apache-2.0
internal import Wire

// What a device does with the bytes: for a simulator, and for tests of what we write.
extension NSMRequest {
    /// Reads a request; `nil` for what a device answers with `InvalidOperation`.
    ///
    /// An optional field may be null or left out, as a device takes it.
    public init?(_ bytes: Span<UInt8>) {
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            guard let request = try Self.read(&reader) else { return nil }
            try reader.finish()
            self = request
        } catch {
            return nil
        }
    }

    @_lifetime(reader: copy reader)
    private static func read(_ reader: inout CBORReader) throws(CBORError) -> NSMRequest? {
        guard try reader.peek() == .map else {
            switch try reader.string() {
            case Name.describe: return .describe
            case Name.random: return .random
            default: return nil
            }
        }
        var call = try reader.beginMap(limit: 1)
        guard try reader.hasNext(&call) else { return nil }
        let name = try reader.string()
        let arguments = try Arguments(&reader)
        guard try !reader.hasNext(&call) else { return nil }
        switch name {
        case Name.describePCR: return arguments.index.map { .describePCR($0) }
        case Name.lockPCR: return arguments.index.map { .lockPCR($0) }
        case Name.lockPCRs: return arguments.range.map { .lockPCRs($0) }
        case Name.extendPCR:
            guard let index = arguments.index, let data = arguments.data else { return nil }
            return .extendPCR(index, data)
        case Name.attest:
            return .attest(userData: arguments.userData, nonce: arguments.nonce, publicKey: arguments.publicKey)
        default: return nil
        }
    }

    /// All that any call takes.
    private struct Arguments {
        var index: UInt8?
        var range: UInt8?
        var data: [UInt8]?
        var userData: [UInt8]?
        var nonce: [UInt8]?
        var publicKey: [UInt8]?

        @_lifetime(reader: copy reader)
        init(_ reader: inout CBORReader) throws(CBORError) {
            var keys = CBORKeys()
            var map = try reader.beginMap()
            while try reader.hasNext(&map) {
                let key = try reader.string()
                try keys.insert(Array(key.utf8).span)
                switch key {
                case Name.index: index = try reader.byte()
                case Name.range: range = try reader.byte()
                case Name.data: data = try reader.ownBytes()
                case Name.userData: userData = try reader.optionalBytes()
                case Name.nonce: nonce = try reader.optionalBytes()
                case Name.publicKey: publicKey = try reader.optionalBytes()
                default: try reader.skip()
                }
            }
        }
    }
}

extension CBORReader {
    /// A number that fits into a byte.
    @_lifetime(self: copy self)
    mutating func byte() throws(CBORError) -> UInt8 {
        guard let byte = UInt8(exactly: try uint()) else { throw CBORError(.outOfRange) }
        return byte
    }

    /// A copy of bytes.
    @_lifetime(self: copy self)
    mutating func ownBytes() throws(CBORError) -> [UInt8] {
        let bytes = try bytes()
        return bytes.indices.map { bytes[$0] }
    }

    /// A copy of bytes, or `nil` for null.
    @_lifetime(self: copy self)
    fileprivate mutating func optionalBytes() throws(CBORError) -> [UInt8]? { try isNull() ? nil : try ownBytes() }
}
