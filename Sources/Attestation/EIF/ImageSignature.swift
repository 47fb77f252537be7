// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Wire

/// The signature's section of an image: who vouches for its PCR0, which is all that is signed.
///
/// It is `[{signing_certificate: PEM, signature: COSE_Sign1}]` in CBOR, where the tools that write it write bytes as lists of numbers.
struct ImageSignature {
    /// The most that a list of numbers is read of.
    private static let longest = 16 << 10
    private static let measurementLength = 48

    let certificate: [UInt8]
    private let algorithm: COSEAlgorithm
    private let protected: [UInt8]
    private let payload: [UInt8]
    private let signature: [UInt8]

    /// Reads the section's bytes.
    init(_ bytes: Span<UInt8>) throws(ImageError) {
        let parts: (pem: [UInt8], signature: [UInt8])
        let sealed: (protected: [UInt8], payload: [UInt8], signature: [UInt8])
        let algorithm: COSEAlgorithm?
        do throws(CBORError) {
            parts = try Self.parts(bytes)
            // A tuple's parts lend nothing.
            let signature = parts.signature
            sealed = try Self.sealed(signature.span)
            let protected = sealed.protected
            algorithm = try Self.algorithm(protected.span)
        } catch { throw ImageError(.malformedSignature) }
        guard let algorithm, let certificate = CertificatePEM.first(in: parts.pem) else {
            throw ImageError(.malformedSignature)
        }
        self.certificate = certificate
        self.algorithm = algorithm
        (protected, payload, signature) = sealed
    }

    /// Whether the certificate's key signed this PCR0.
    func isValid(for pcr0: [UInt8]) -> Bool {
        guard let signed = try? Self.register(payload.span), signed == pcr0 else { return false }
        // RFC 9052 §4.4.
        var writer = CBORWriter()
        writer.array(4)
        writer.text("Signature1")
        writer.bytes(protected)
        writer.bytes([])
        writer.bytes(payload)
        let message = writer.finish()
        return ImageCertificate(certificate)?.hasSigned(message.span, signature, algorithm) ?? false
    }

    /// The two parts of the one signature that there is.
    private static func parts(_ bytes: Span<UInt8>) throws(CBORError) -> (pem: [UInt8], signature: [UInt8]) {
        var reader = CBORReader(bytes)
        var list = try reader.beginArray(limit: 1)
        guard try reader.hasNext(&list) else { throw CBORError(.wrongType) }
        var parts: [String: [UInt8]] = [:]
        var map = try reader.beginMap(limit: 2)
        var keys = CBORKeys()
        while try reader.hasNext(&map) {
            let name = try reader.text()
            try keys.insert(name)
            parts[String(decoding: [UInt8](copying: name), as: UTF8.self)] = try octets(&reader)
        }
        _ = try reader.hasNext(&list)
        try reader.finish()
        guard let pem = parts["signing_certificate"], let signature = parts["signature"] else {
            throw CBORError(.wrongType)
        }
        return (pem, signature)
    }

    /// COSE_Sign1 without a tag, whose unprotected header says nothing.
    private static func sealed(
        _ bytes: Span<UInt8>
    ) throws(CBORError) -> (protected: [UInt8], payload: [UInt8], signature: [UInt8]) {
        var reader = CBORReader(bytes)
        var list = try reader.beginArray(limit: 4)
        var parts: [[UInt8]] = []
        for index in 0..<4 {
            guard try reader.hasNext(&list) else { throw CBORError(.wrongType) }
            if index == 1 {
                var unprotected = try reader.beginMap(limit: 0)
                _ = try reader.hasNext(&unprotected)
            } else {
                let part = try reader.bytes()
                parts.append([UInt8](copying: part))
            }
        }
        _ = try reader.hasNext(&list)
        try reader.finish()
        return (parts[0], parts[1], parts[2])
    }

    /// The algorithm, which is all that the protected header says; `nil` where it is none of ours.
    private static func algorithm(_ bytes: Span<UInt8>) throws(CBORError) -> COSEAlgorithm? {
        var reader = CBORReader(bytes)
        var map = try reader.beginMap(limit: 1)
        guard try reader.hasNext(&map), try reader.uint() == 1 else { return nil }
        let number = try reader.int()
        _ = try reader.hasNext(&map)
        try reader.finish()
        return COSEAlgorithm(rawValue: number)
    }

    /// The value that a payload gives for PCR0; another register's is none.
    private static func register(_ bytes: Span<UInt8>) throws(CBORError) -> [UInt8]? {
        var reader = CBORReader(bytes)
        var map = try reader.beginMap(limit: 2)
        var keys = CBORKeys()
        var (index, value): (UInt64?, [UInt8]?)
        while try reader.hasNext(&map) {
            let name = try reader.text()
            try keys.insert(name)
            switch String(decoding: [UInt8](copying: name), as: UTF8.self) {
            case "register_index": index = try reader.uint()
            case "register_value": value = try octets(&reader)
            default: throw CBORError(.wrongType)
            }
        }
        try reader.finish()
        return index == 0 && value?.count == measurementLength ? value : nil
    }

    /// Bytes, written as such or as a list of numbers.
    private static func octets(_ reader: inout CBORReader) throws(CBORError) -> [UInt8] {
        guard try reader.peek() == .array else {
            let bytes = try reader.bytes()
            return [UInt8](copying: bytes)
        }
        var list = try reader.beginArray(limit: longest)
        var bytes: [UInt8] = []
        while try reader.hasNext(&list) {
            guard let byte = UInt8(exactly: try reader.uint()) else { throw CBORError(.outOfRange) }
            bytes.append(byte)
        }
        return bytes
    }
}
