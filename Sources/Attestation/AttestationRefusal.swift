// SPDX-License-Identifier: Apache-2.0
public import Wire

/// Why a document was not believed.
public struct AttestationRefusal: Error, Sendable, CustomStringConvertible {
    /// What is wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// More bytes than any enclave's document has.
        case tooLong = "too_long"
        /// Not the CBOR of a document.
        case malformed
        /// A map of the document has a key twice.
        case duplicateKey = "duplicate_key"
        /// The signature is not said to be ES384, and nothing else.
        case wrongAlgorithm = "wrong_algorithm"
        /// The envelope has a header that nobody has signed.
        case unprotectedHeader = "unprotected_header"
        /// The document of an instance's NitroTPM: the same root signs those of machines that are no enclaves.
        case nitroTPM = "nitro_tpm"
        /// A field that every document has is not there.
        case missingField = "missing_field"
        /// A field has a value that it cannot have.
        case wrongField = "wrong_field"
        /// The signature is not two numbers of the curve's range.
        case signatureForm = "signature_form"
        /// The chain does not begin with the pinned root.
        case wrongRoot = "wrong_root"
        /// A certificate is not the DER of what such chains are made of.
        case malformedCertificate = "malformed_certificate"
        /// A certificate has another key or another signature than P-384 with SHA-384.
        case weakCertificate = "weak_certificate"
        /// A certificate has a critical extension that is not known here.
        case unknownExtension = "unknown_extension"
        /// A certificate may not do what it does in this chain.
        case wrongRole = "wrong_role"
        /// A certificate was not signed by the one before it.
        case brokenChain = "broken_chain"
        /// The names in the chain are not those of the enclave, or of several regions.
        case wrongName = "wrong_name"
        /// A certificate of the chain has expired.
        case expired
        /// Document or chain come from the future: the verifier's clock is behind.
        case clockBehind = "clock_behind"
        /// The document was not signed by the leaf's key.
        case badSignature = "bad_signature"
        /// The time of the document lies outside of that of its chain.
        case outsideChain = "outside_chain"
        /// The document is older than allowed.
        case stale
        /// PCR 4 is not that of the instance which the document names.
        case inconsistent
        /// A measurement that must be compared is not in the document.
        case missingMeasurement = "missing_measurement"
        /// The enclave runs in debug mode: its parent can read its memory.
        case debug
        /// A measurement is not the expected one.
        case wrongMeasurement = "wrong_measurement"
        /// The enclave is none of those that are allowed.
        case wrongModule = "wrong_module"
        /// The document does not answer the challenge.
        case wrongNonce = "wrong_nonce"
        /// A library does not do its part.
        case unavailable
    }

    /// What is wrong.
    public let code: Code
    /// Which part of it, for the operator: a literal, so that it cannot carry a peer's bytes.
    public let place: StaticString
    /// The register that it is about, where it is about one.
    public let register: Int?
    /// What is wrong with the CBOR, where that is the reason.
    public let cause: CBORError?

    init(_ code: Code, _ place: StaticString, register: Int? = nil) {
        self.code = code
        self.place = place
        self.register = register
        cause = nil
    }

    init(_ error: CBORError, _ place: StaticString) {
        code = error.code == .duplicateKey ? .duplicateKey : .malformed
        self.place = place
        register = nil
        cause = error
    }

    /// One sentence, and where.
    public var reason: String {
        let about = register.map { "PCR \($0)" } ?? "\(place)"
        return "\(code.sentence) (\(about)\(cause.map { ": \($0.description)" } ?? ""))"
    }

    /// For a log.
    public var description: String { reason }
}

extension AttestationRefusal.Code {
    /// What an operator can look at.
    var sentence: String {
        switch self {
        case .tooLong: "the document is longer than any that an enclave makes"
        case .malformed: "the bytes are not the CBOR of an attestation document"
        case .duplicateKey: "the document says something twice"
        case .wrongAlgorithm: "the signature is not said to be ES384"
        case .unprotectedHeader: "the envelope has a header that nobody has signed"
        case .nitroTPM: "this is the document of an instance's NitroTPM, and not of an enclave"
        case .missingField: "a field of the document is missing"
        case .wrongField: "a field of the document has a value that it cannot have"
        case .signatureForm: "the signature is not two numbers of the curve's range"
        case .wrongRoot: "the chain does not begin with the pinned root"
        case .malformedCertificate: "a certificate is malformed"
        case .weakCertificate: "a certificate is not one of P-384 with SHA-384"
        case .unknownExtension: "a certificate has a critical extension that is not known"
        case .wrongRole: "a certificate may not do what it does in this chain"
        case .brokenChain: "a certificate was not signed by the one before it"
        case .wrongName: "the names in the chain are not those of the enclave"
        case .expired: "a certificate of the chain has expired"
        case .clockBehind: "the document comes from the future: the clock of this machine is behind"
        case .badSignature: "the document was not signed by the key of its certificate"
        case .outsideChain: "the time of the document lies outside of that of its chain"
        case .stale: "the document is older than allowed"
        case .inconsistent: "the document names an instance that its measurements do not"
        case .missingMeasurement: "the document lacks a measurement"
        case .debug: "the enclave runs in debug mode, in which its memory can be read from outside"
        case .wrongMeasurement: "the enclave runs something else than expected"
        case .wrongModule: "the enclave is none of those that are allowed"
        case .wrongNonce: "the document does not answer the challenge"
        case .unavailable: "a library does not do its part"
        }
    }
}
