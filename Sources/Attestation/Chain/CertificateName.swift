// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto

/// The distinguished name of a certificate.
enum CertificateName {
    private static let commonName: [UInt8] = [0x55, 0x04, 0x03]

    /// The one common name in it: none, several, or one that is no text are refused.
    static func commonName(_ name: Span<UInt8>) throws(AttestationRefusal) -> String {
        var parts = CertificateReader(try CertificateReader.only(DERTag.sequence, in: name))
        var found: String?
        while parts.next != nil {
            // One attribute in each: what a set of several means depends on who reads it.
            var set = CertificateReader(try parts.content(DERTag.set))
            var attribute = CertificateReader(try set.content(DERTag.sequence))
            try set.finish()
            let type = [UInt8](copying: try attribute.content(DERTag.objectIdentifier))
            let isPrintable = attribute.next == DERTag.printableString
            let tag = isPrintable ? DERTag.printableString : DERTag.utf8String
            let value = [UInt8](copying: try attribute.content(tag))
            try attribute.finish()
            guard type == commonName else { continue }
            guard found == nil, let text = String(validating: value, as: UTF8.self) else {
                throw AttestationRefusal(.malformedCertificate, "the common name of a certificate")
            }
            found = text
        }
        guard let found else { throw AttestationRefusal(.malformedCertificate, "a certificate without a common name") }
        return found
    }
}
