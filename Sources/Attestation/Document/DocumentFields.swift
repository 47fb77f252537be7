// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// The payload's fields as they stand there: which are missing, and what they hold, is looked at afterwards.
///
/// Unknown keys are passed over, so that a later field does not lock everybody out; what is known must be as it is now.
struct DocumentFields {
    /// How many keys a payload has at most: nine are known.
    static let maximumFields = 32
    /// How many registers there are.
    static let registers = 32
    /// How many certificates stand above the leaf at most: four do.
    static let maximumBundle = 10
    /// How long a certificate, and each of the fields that the enclave chose, is at most.
    static let maximumBytes = 1024

    var moduleID: String?
    var digest: String?
    var timestamp: UInt64?
    var pcrs: [Int: [UInt8]]?
    var certificate: [UInt8]?
    var cabundle: [[UInt8]]?
    var publicKey: [UInt8]?
    var userData: [UInt8]?
    var nonce: [UInt8]?
    /// Whether it has the registers of a NitroTPM.
    var isOfTPM = false

    /// Reads a payload, whose map may or may not tell its length; nothing may follow it.
    init(_ payload: Span<UInt8>) throws(CBORError) {
        var reader = CBORReader(payload)
        var fields = try reader.beginMap(limit: Self.maximumFields)
        var keys = CBORKeys()
        while try reader.hasNext(&fields) {
            let key = try reader.text()
            try keys.insert(key)
            switch String(decoding: [UInt8](copying: key), as: UTF8.self) {
            case "module_id": moduleID = try reader.string()
            case "digest": digest = try reader.string()
            case "timestamp": timestamp = try reader.uint()
            case "pcrs": pcrs = try Self.pcrs(&reader)
            case "certificate": certificate = [UInt8](copying: try reader.bytes())
            case "cabundle": cabundle = try Self.bundle(&reader)
            case "public_key": publicKey = try Self.optional(&reader)
            case "user_data": userData = try Self.optional(&reader)
            case "nonce": nonce = try Self.optional(&reader)
            case "nitrotpm_pcrs":
                isOfTPM = true
                try reader.skip()
            default: try reader.skip()
            }
        }
        try reader.finish()
    }

    private static func pcrs(_ reader: inout CBORReader) throws(CBORError) -> [Int: [UInt8]] {
        var entries = try reader.beginMap(limit: registers)
        var pcrs: [Int: [UInt8]] = [:]
        while try reader.hasNext(&entries) {
            let index = try reader.uint()
            guard index < UInt64(registers) else { throw CBORError(.outOfRange) }
            let value = [UInt8](copying: try reader.bytes())
            guard pcrs.updateValue(value, forKey: Int(index)) == nil else { throw CBORError(.duplicateKey) }
        }
        return pcrs
    }

    private static func bundle(_ reader: inout CBORReader) throws(CBORError) -> [[UInt8]] {
        var elements = try reader.beginArray(limit: maximumBundle)
        var bundle: [[UInt8]] = []
        while try reader.hasNext(&elements) { bundle.append([UInt8](copying: try reader.bytes())) }
        return bundle
    }

    /// A field that may be null as well as missing.
    private static func optional(_ reader: inout CBORReader) throws(CBORError) -> [UInt8]? {
        if try reader.isNull() { return nil }
        return [UInt8](copying: try reader.bytes())
    }
}
