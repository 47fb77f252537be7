// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto

/// What a certificate's extensions allow its key.
struct CertificateExtensions {
    private static let basicConstraints: [UInt8] = [0x55, 0x1d, 0x13]
    private static let keyUsage: [UInt8] = [0x55, 0x1d, 0x0f]
    /// No certificate of such a chain has more than five.
    private static let maximumCount = 16

    /// The basic constraints: whether it is an authority, and how many authorities may be below it.
    struct Constraints {
        let isCritical: Bool
        let isAuthority: Bool
        let pathLength: Int?
    }

    /// The key's uses.
    struct Usage {
        let isCritical: Bool
        let bits: UInt8

        var signs: Bool { bits & 0x80 != 0 }
        var signsCertificates: Bool { bits & 0x04 != 0 }
    }

    private(set) var constraints: Constraints?
    private(set) var usage: Usage?

    /// Reads the list; a critical one that is neither of the two is refused, as is one that comes twice.
    init(_ list: Span<UInt8>) throws(AttestationRefusal) {
        var reader = CertificateReader(list)
        var known: [[UInt8]] = []
        while reader.next != nil {
            guard known.count < Self.maximumCount else {
                throw AttestationRefusal(.malformedCertificate, "too many extensions")
            }
            var one = CertificateReader(try reader.content(DERTag.sequence))
            let name = [UInt8](copying: try one.content(DERTag.objectIdentifier))
            guard !known.contains(name) else {
                throw AttestationRefusal(.malformedCertificate, "an extension comes twice")
            }
            known.append(name)
            var isCritical = false
            if one.next == DERTag.boolean {
                isCritical = try one.boolean()
                // False is what its absence says.
                guard isCritical else { throw AttestationRefusal(.malformedCertificate, "a default is written out") }
            }
            let value = try one.content(DERTag.octetString)
            try one.finish()
            switch name {
            case Self.basicConstraints: constraints = try Self.constraints(value, isCritical)
            case Self.keyUsage: usage = try Self.usage(value, isCritical)
            default:
                guard !isCritical else { throw AttestationRefusal(.unknownExtension, "an extension of a certificate") }
            }
        }
    }

    private static func constraints(
        _ value: Span<UInt8>, _ isCritical: Bool
    ) throws(AttestationRefusal) -> Constraints {
        var reader = CertificateReader(try CertificateReader.only(DERTag.sequence, in: value))
        var isAuthority = false
        if reader.next == DERTag.boolean {
            isAuthority = try reader.boolean()
            guard isAuthority else { throw AttestationRefusal(.malformedCertificate, "a default is written out") }
        }
        var pathLength: Int?
        if reader.next != nil {
            let bytes = try reader.magnitude()
            guard bytes.count == 1 else { throw AttestationRefusal(.malformedCertificate, "a path length") }
            pathLength = Int(bytes[0])
        }
        try reader.finish()
        return Constraints(isCritical: isCritical, isAuthority: isAuthority, pathLength: pathLength)
    }

    private static func usage(_ value: Span<UInt8>, _ isCritical: Bool) throws(AttestationRefusal) -> Usage {
        var reader = CertificateReader(value)
        let bits = try reader.bits()
        try reader.finish()
        return Usage(isCritical: isCritical, bits: bits.bytes[0])
    }
}
