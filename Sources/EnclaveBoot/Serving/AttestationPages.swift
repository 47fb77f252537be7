// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Crypto
internal import Kernel
internal import Wire

/// The bodies of answers, as JSON.
enum AttestationPages {
    /// A document; `nonce` is what it was made with, and every caller can compare it with what it sent.
    static func document(_ bytes: [UInt8], nonce: [UInt8]?, successors: [[UInt8]], to body: inout ByteBuffer) {
        body.append("{\"document\":\"")
        body.append(Base64.encode(bytes))
        body.append("\",\"nonce\":")
        if let nonce {
            body.append(hex: nonce)
        } else {
            body.append("null")
        }
        body.append(",\"successors\":[")
        for (index, statement) in successors.enumerated() {
            body.append(index == 0 ? "\"" : ",\"")
            body.append(Base64.encode(statement))
            body.append("\"")
        }
        body.append("]}\n")
    }

    /// What the document at hand says, for people and for those who do not verify; nothing of it proves anything.
    static func securityContext(
        _ document: OwnDocument, _ description: EnclaveDescription, now: WallTime, to body: inout ByteBuffer
    ) {
        body.append("{\"moduleId\":")
        body.append(json: document.moduleID)
        body.append(",\"pcrs\":{")
        for (index, pcr) in document.pcrs.sorted(by: { $0.key < $1.key }).enumerated() {
            body.append(index == 0 ? "\"" : ",\"")
            body.append(decimal: pcr.key)
            body.append("\":")
            body.append(hex: pcr.value)
        }
        let commitment = document.commitment
        body.append("},\"keys\":{\"tls\":")
        body.append(hex: commitment.tls.bytes)
        body.append(",\"signing\":")
        body.append(hex: commitment.signing.bytes)
        body.append(",\"recipient\":")
        body.append(hex: commitment.recipient.bytes)
        body.append("},\"signingKey\":")
        body.append(hex: description.signingKey.bytes)
        body.append(",\"configHash\":")
        body.append(hex: commitment.config.bytes)
        body.append(",\"cluster\":")
        body.append(hex: description.cluster.bytes)
        body.append(",\"documentTime\":")
        body.append(json: RFC3339.write(document.timestamp))
        body.append(",\"documentAgeSeconds\":")
        body.append(decimal: max(0, Int(now.seconds - document.timestamp.seconds)))
        body.append(",\"notAfter\":")
        body.append(json: RFC3339.write(document.chainEnds))
        body.append(",\"version\":")
        body.append(json: description.version)
        body.append(",\"simulator\":")
        body.append(description.isSimulator ? "true" : "false")
        body.append(",\"debug\":")
        body.append(document.isDebug ? "true" : "false")
        body.append("}\n")
    }

    /// Why there is nothing else: a code for programs, a sentence for people.
    static func failure(_ code: String, _ sentence: StaticString, to body: inout ByteBuffer) {
        body.append("{\"code\":")
        body.append(json: code)
        body.append(",\"message\":\"")
        body.append(sentence)
        body.append("\"}\n")
    }
}

extension ByteBuffer {
    /// Appends bytes as a JSON string of hexadecimal digits.
    fileprivate mutating func append(hex bytes: [UInt8]) {
        append("\"")
        append(hexOf: bytes.span)
        append("\"")
    }
}
