// SPDX-License-Identifier: Apache-2.0

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

    /// Whether the DER is EnvelopedData for one recipient, with RSAES-OAEP (SHA-256, MGF1 with SHA-256, no label) and AES-256-CBC.
    static func isExpected(_ bytes: Span<UInt8>) -> Bool {
        var outer = DERReader(bytes)
        guard let info = outer.element(DERReader.Tag.sequence), outer.isAtEnd else { return false }
        var content = DERReader(info)
        guard isNext(&content, Identifier.envelopedData), let tagged = content.element(0xa0), content.isAtEnd else {
            return false
        }
        var wrapper = DERReader(tagged)
        guard let data = wrapper.element(DERReader.Tag.sequence), wrapper.isAtEnd else { return false }
        var enveloped = DERReader(data)
        // No certificates of an originator before the recipients, no attributes behind the content.
        guard isVersion(&enveloped), let recipients = enveloped.element(DERReader.Tag.set),
            let encrypted = enveloped.element(DERReader.Tag.sequence), enveloped.isAtEnd
        else { return false }
        return isRecipients(recipients) && isContent(encrypted)
    }

    private static func isRecipients(_ bytes: Span<UInt8>) -> Bool {
        var recipients = DERReader(bytes)
        // The kinds that are no transport of a key have tags of their own.
        guard let first = recipients.element(DERReader.Tag.sequence), recipients.isAtEnd else { return false }
        var recipient = DERReader(first)
        guard isVersion(&recipient) else { return false }
        // By issuer and number, or by the key's identifier: there is one key that it can be.
        guard recipient.element(DERReader.Tag.sequence) != nil || recipient.element(0x80) != nil else { return false }
        guard let algorithm = recipient.element(DERReader.Tag.sequence), isOAEP(algorithm),
            let key = recipient.element(DERReader.Tag.octets), recipient.isAtEnd
        else { return false }
        return key.count == wrappedKeyLength
    }

    /// 0 where the recipient is named by issuer and number, 2 where by the key's identifier.
    private static func isVersion(_ reader: inout DERReader) -> Bool {
        guard let version = reader.element(DERReader.Tag.integer), version.count == 1 else { return false }
        return version[0] == 0 || version[0] == 2
    }

    private static func isOAEP(_ bytes: Span<UInt8>) -> Bool {
        var algorithm = DERReader(bytes)
        guard isNext(&algorithm, Identifier.oaep), let parameters = algorithm.element(DERReader.Tag.sequence),
            algorithm.isAtEnd
        else { return false }
        var parts = DERReader(parameters)
        // What is left out would be SHA-1; a third part would be a label.
        guard let hash = parts.element(0xa0), let mask = parts.element(0xa1), parts.isAtEnd else { return false }
        var hashWrapper = DERReader(hash)
        guard let digest = hashWrapper.element(DERReader.Tag.sequence), hashWrapper.isAtEnd, isSHA256(digest) else {
            return false
        }
        var maskWrapper = DERReader(mask)
        guard let generator = maskWrapper.element(DERReader.Tag.sequence), maskWrapper.isAtEnd else { return false }
        var mgf1 = DERReader(generator)
        guard isNext(&mgf1, Identifier.mgf1), let inner = mgf1.element(DERReader.Tag.sequence), mgf1.isAtEnd else {
            return false
        }
        return isSHA256(inner)
    }

    /// With or without the NULL that older encoders write behind it.
    private static func isSHA256(_ bytes: Span<UInt8>) -> Bool {
        var algorithm = DERReader(bytes)
        guard isNext(&algorithm, Identifier.sha256) else { return false }
        if algorithm.isAtEnd { return true }
        guard let parameters = algorithm.element(DERReader.Tag.null) else { return false }
        return parameters.isEmpty && algorithm.isAtEnd
    }

    private static func isContent(_ bytes: Span<UInt8>) -> Bool {
        var content = DERReader(bytes)
        guard isNext(&content, Identifier.data), let cipher = content.element(DERReader.Tag.sequence),
            let encrypted = content.element(0x80), content.isAtEnd
        else { return false }
        var algorithm = DERReader(cipher)
        guard isNext(&algorithm, Identifier.aes256CBC), let vector = algorithm.element(DERReader.Tag.octets),
            algorithm.isAtEnd
        else { return false }
        return vector.count == blockLength && !encrypted.isEmpty && encrypted.count % blockLength == 0
    }

    private static func isNext(_ reader: inout DERReader, _ identifier: [UInt8]) -> Bool {
        guard let bytes = reader.element(DERReader.Tag.identifier), bytes.count == identifier.count else {
            return false
        }
        for index in identifier.indices where bytes[index] != identifier[index] { return false }
        return true
    }
}
