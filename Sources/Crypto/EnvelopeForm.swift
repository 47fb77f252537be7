// SPDX-License-Identifier: Apache-2.0
internal import Bytes

/// The one form of CMS EnvelopedData that is opened (RFC 5652 §6, RFC 4055 §4.1, RFC 3565).
enum EnvelopeForm {
    private enum Identifier {
        static let envelopedData: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03]
        static let data: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]
        static let oaep: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07]
        static let mgf1: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08]
        static let sha256: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]
        static let aes256CBC: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a]
    }

    private static let wrappedKeyLength = 256  // RSA-2048
    private static let blockLength = 16

    /// Why it is another form: nobody asks.
    private struct Mismatch: DERFailure {
        init(der detail: StaticString) {}
        init() {}
    }

    private typealias Reader = DERReader<Mismatch>

    /// Whether the DER is EnvelopedData for one recipient, with RSAES-OAEP (SHA-256, MGF1 with SHA-256, no label) and AES-256-CBC.
    static func isExpected(_ bytes: Span<UInt8>) -> Bool {
        do throws(Mismatch) {
            var content = Reader(try Reader.only(DERTag.sequence, in: bytes))
            try expect(Identifier.envelopedData, in: &content)
            let tagged = try content.content(DERTag.field(0))
            try content.finish()
            var enveloped = Reader(try Reader.only(DERTag.sequence, in: tagged))
            // No certificates of an originator before the recipients, no attributes behind the content.
            try checkVersion(&enveloped)
            try checkRecipients(try enveloped.content(DERTag.set))
            try checkContent(try enveloped.content(DERTag.sequence))
            try enveloped.finish()
            return true
        } catch { return false }
    }

    private static func checkRecipients(_ bytes: Span<UInt8>) throws(Mismatch) {
        // The kinds that are no transport of a key have tags of their own.
        var recipient = Reader(try Reader.only(DERTag.sequence, in: bytes))
        try checkVersion(&recipient)
        // By issuer and number, or by the key's identifier: there is one key that it can be.
        let identifier = DERTag.field(0, isPrimitive: true)
        _ = try recipient.content(recipient.next == identifier ? identifier : DERTag.sequence)
        try checkOAEP(try recipient.content(DERTag.sequence))
        let key = try recipient.content(DERTag.octetString)
        try recipient.finish()
        guard key.count == wrappedKeyLength else { throw Mismatch() }
    }

    /// 0 where the recipient is named by issuer and number, 2 where by the key's identifier.
    @_lifetime(reader: copy reader)
    private static func checkVersion(_ reader: inout Reader) throws(Mismatch) {
        let version = try reader.magnitude()
        guard version.count == 1, version[0] == 0 || version[0] == 2 else { throw Mismatch() }
    }

    private static func checkOAEP(_ bytes: Span<UInt8>) throws(Mismatch) {
        var algorithm = Reader(bytes)
        try expect(Identifier.oaep, in: &algorithm)
        var parts = Reader(try algorithm.content(DERTag.sequence))
        try algorithm.finish()
        // What is left out would be SHA-1; a third part would be a label.
        let (hash, mask) = (DERTag.field(0), DERTag.field(1))
        try checkSHA256(try Reader.only(DERTag.sequence, in: try parts.content(hash)))
        var generator = Reader(try Reader.only(DERTag.sequence, in: try parts.content(mask)))
        try parts.finish()
        try expect(Identifier.mgf1, in: &generator)
        try checkSHA256(try generator.content(DERTag.sequence))
        try generator.finish()
    }

    /// With or without the NULL that older encoders write behind it.
    private static func checkSHA256(_ bytes: Span<UInt8>) throws(Mismatch) {
        var algorithm = Reader(bytes)
        try expect(Identifier.sha256, in: &algorithm)
        guard algorithm.next != nil else { return }
        guard try algorithm.content(DERTag.null).isEmpty else { throw Mismatch() }
        try algorithm.finish()
    }

    private static func checkContent(_ bytes: Span<UInt8>) throws(Mismatch) {
        var content = Reader(bytes)
        try expect(Identifier.data, in: &content)
        var algorithm = Reader(try content.content(DERTag.sequence))
        let encrypted = try content.content(DERTag.field(0, isPrimitive: true))
        try content.finish()
        try expect(Identifier.aes256CBC, in: &algorithm)
        let vector = try algorithm.content(DERTag.octetString)
        try algorithm.finish()
        guard vector.count == blockLength, !encrypted.isEmpty, encrypted.count % blockLength == 0 else {
            throw Mismatch()
        }
    }

    @_lifetime(reader: copy reader)
    private static func expect(_ identifier: [UInt8], in reader: inout Reader) throws(Mismatch) {
        let bytes = try reader.content(DERTag.objectIdentifier)
        guard [UInt8](copying: bytes) == identifier else { throw Mismatch() }
    }
}
