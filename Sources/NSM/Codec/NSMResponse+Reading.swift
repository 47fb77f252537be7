// SPDX-License-Identifier: Apache-2.0
internal import Wire

// By key and in any order: devices differ in it. What is not known is passed over, what is said twice is refused.
extension NSMResponse {
    /// Reads an answer, all of it.
    public init(_ bytes: Span<UInt8>) throws(NSMError) {
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            let response = try Self.read(&reader)
            try reader.finish()
            guard let response else { throw CBORError(.wrongType) }
            self = response
        } catch {
            throw .malformed
        }
    }

    private typealias Name = NSMRequest.Name

    @_lifetime(reader: copy reader)
    private static func read(_ reader: inout CBORReader) throws(CBORError) -> NSMResponse? {
        guard try reader.peek() == .map else {
            switch try reader.string() {
            case Name.lockPCR: return .lockPCR
            case Name.lockPCRs: return .lockPCRs
            default: return nil
            }
        }
        var answer = try reader.beginMap(limit: 1)
        guard try reader.hasNext(&answer) else { return nil }
        let name = try reader.string()
        let response: NSMResponse?
        if name == Name.error {
            response = .error(NSMErrorName(wire: try reader.string()))
        } else {
            response = try Fields(&reader).response(name)
        }
        guard try !reader.hasNext(&answer) else { return nil }
        return response
    }

    /// All that any answer has.
    private struct Fields {
        private var major: UInt16?
        private var minor: UInt16?
        private var patch: UInt16?
        private var moduleID: String?
        private var registers: UInt16?
        private var locked: [UInt8]?
        private var digest: String?
        private var isLocked: Bool?
        private var data: [UInt8]?
        private var document: [UInt8]?
        private var random: [UInt8]?

        @_lifetime(reader: copy reader)
        init(_ reader: inout CBORReader) throws(CBORError) {
            var keys = CBORKeys()
            var map = try reader.beginMap()
            while try reader.hasNext(&map) {
                let key = try reader.string()
                try keys.insert(Array(key.utf8).span)
                switch key {
                case "version_major": major = try reader.short()
                case "version_minor": minor = try reader.short()
                case "version_patch": patch = try reader.short()
                case "module_id": moduleID = try reader.string()
                case "max_pcrs": registers = try reader.short()
                case "locked_pcrs": locked = try Self.numbers(&reader)
                case "digest": digest = try reader.string()
                case "lock": isLocked = try reader.bool()
                case "data": data = try reader.ownBytes()
                case "document": document = try reader.ownBytes()
                case "random": random = try reader.ownBytes()
                default: try reader.skip()
                }
            }
        }

        /// The answer of this name, if all that belongs to it is there.
        func response(_ name: String) -> NSMResponse? {
            switch name {
            case Name.describe:
                guard let major, let minor, let patch, let moduleID, !moduleID.isEmpty, let registers, let locked,
                    let digest
                else { return nil }
                return .describe(
                    NSMDescription(
                        version: .init(major, minor, patch), moduleID: moduleID, registers: registers,
                        lockedRegisters: locked, digest: digest))
            case Name.describePCR:
                guard let isLocked, let register else { return nil }
                return .describePCR(PCRState(isLocked: isLocked, value: register))
            case Name.extendPCR: return register.map { .extendPCR($0) }
            case Name.attest:
                guard let document, !document.isEmpty else { return nil }
                return .attest(document)
            case Name.random:
                guard let random, !random.isEmpty else { return nil }
                return .random(random)
            default: return nil
            }
        }

        private var register: [UInt8]? { data?.count == NSMLimits.register ? data : nil }

        @_lifetime(reader: copy reader)
        private static func numbers(_ reader: inout CBORReader) throws(CBORError) -> [UInt8] {
            var numbers: [UInt8] = []
            var array = try reader.beginArray()
            while try reader.hasNext(&array) { numbers.append(try reader.byte()) }
            return numbers
        }
    }
}

extension CBORReader {
    /// A number that fits into two bytes.
    @_lifetime(self: copy self)
    fileprivate mutating func short() throws(CBORError) -> UInt16 {
        guard let number = UInt16(exactly: try uint()) else { throw CBORError(.outOfRange) }
        return number
    }
}
