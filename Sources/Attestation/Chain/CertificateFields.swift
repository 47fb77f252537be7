// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel

/// What a certificate says, read by our own hand: X.509 version 3 with keys of P-384 and signatures of ECDSA with SHA-384.
///
/// Whether it was signed by whom it names is for OpenSSL to say.
struct CertificateFields {
    private static let ecdsaWithSHA384: [UInt8] = [
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03,
    ]
    /// A SubjectPublicKeyInfo up to the point: `id-ecPublicKey`, `secp384r1`, a bit string of an uncompressed one.
    private static let publicKeyHead: [UInt8] = [
        0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
        0x00, 0x22, 0x03, 0x62, 0x00, 0x04,
    ]
    private static let publicKeyLength = 120
    private static let versionTag = DERTag.field(0)
    private static let extensionsTag = DERTag.field(3)
    /// RFC 5280 §4.1.2.2.
    private static let maximumSerial = 20

    let issuer: [UInt8]
    let subject: [UInt8]
    let commonName: String
    let notBefore: WallTime
    let notAfter: WallTime
    let extensions: CertificateExtensions

    /// Reads a certificate; nothing may follow it.
    init(_ bytes: Span<UInt8>) throws(AttestationRefusal) {
        var certificate = CertificateReader(try CertificateReader.only(DERTag.sequence, in: bytes))
        var signed = CertificateReader(try certificate.content(DERTag.sequence))
        try Self.algorithm(&certificate)
        // How the signature's two numbers are written, OpenSSL looks at: it accepts their DER alone.
        guard try certificate.bits().unused == 0 else {
            throw AttestationRefusal(.malformedCertificate, "a signature")
        }
        try certificate.finish()

        try Self.version(&signed)
        guard try signed.magnitude().count <= Self.maximumSerial else {
            throw AttestationRefusal(.malformedCertificate, "a serial number")
        }
        try Self.algorithm(&signed)
        issuer = [UInt8](copying: try signed.element(DERTag.sequence))
        var validity = CertificateReader(try signed.content(DERTag.sequence))
        notBefore = try CertificateTime.read(&validity)
        notAfter = try CertificateTime.read(&validity)
        try validity.finish()
        let subject = try signed.element(DERTag.sequence)
        self.subject = [UInt8](copying: subject)
        commonName = try CertificateName.commonName(subject)
        let publicKey = try signed.element(DERTag.sequence)
        guard publicKey.count == Self.publicKeyLength,
            [UInt8](copying: publicKey.extracting(first: Self.publicKeyHead.count)) == Self.publicKeyHead
        else { throw AttestationRefusal(.weakCertificate, "the key of a certificate") }
        var wrapper = CertificateReader(try signed.content(Self.extensionsTag))
        try signed.finish()
        extensions = try CertificateExtensions(try wrapper.content(DERTag.sequence))
        try wrapper.finish()
    }

    @_lifetime(reader: copy reader)
    private static func algorithm(_ reader: inout CertificateReader) throws(AttestationRefusal) {
        let algorithm = try reader.element(DERTag.sequence)
        guard [UInt8](copying: algorithm) == ecdsaWithSHA384 else {
            throw AttestationRefusal(.weakCertificate, "the signature of a certificate")
        }
    }

    @_lifetime(reader: copy reader)
    private static func version(_ reader: inout CertificateReader) throws(AttestationRefusal) {
        var version = CertificateReader(try reader.content(versionTag))
        let number = try version.magnitude()
        guard number.count == 1, number[0] == 2 else {
            throw AttestationRefusal(.malformedCertificate, "the version of a certificate")
        }
        try version.finish()
    }
}
