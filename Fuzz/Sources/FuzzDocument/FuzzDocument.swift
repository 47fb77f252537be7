// SPDX-License-Identifier: Apache-2.0
import Crypto
import FuzzDriver
import Kernel

@testable import Attestation

/// Feeds each input, after a byte that says what it is, to what reads what enclaves send.
///
/// A document is verified under the root that it brings itself, so that its whole chain is looked at; under AWS's, none holds.
@_cdecl("FuzzDocument_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        guard count > 0 else { return 0 }
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        let rest = Array(input.dropFirst())
        switch input[0] % 4 {
        case 0: verify(rest)
        case 1: readCertificate(rest)
        case 2:
            if let commitment = EnclaveCommitment(userData: rest.span) {
                require(commitment.userData == rest, "a commitment has one form")
            }
        default:
            if let signature = try? DocumentSignature(rest) {
                require(signature.der.count <= 104, "a signature is two numbers of 48 bytes")
            }
        }
        return 0
    }
}

private func verify(_ input: [UInt8]) {
    guard let document = try? UnverifiedDocument(input.span) else { return }
    require(document.pcrs.allSatisfy { (0..<32).contains($0.key) && $0.value.count == 48 }, "registers are registers")
    guard let first = document.cabundle.first, let digest = try? SHA256.digest(of: first.span) else {
        fatalError("a document without a chain was read")
    }
    let policy = PCRPolicy.any.allowingDebug
    for freshness in [Freshness.archived, .live(now: WallTime(seconds: 1_795_212_180), maxAge: .seconds(60))] {
        let verifier = Verifier(root: .only(sha256OfDER: digest), policy: policy)
        if case .attested(let enclave) = verifier.verify(document, freshness: freshness, nonce: nil) {
            require(!enclave.isTrusted, "what is let through for inspection is not trusted")
            require(enclave.timestamp <= enclave.chainEnds, "a document lies within its chain")
        }
    }
    if case .attested = Verifier(root: .aws, policy: policy).verify(document, freshness: .archived, nonce: nil) {
        fatalError("a document was signed by AWS")
    }
}

private func readCertificate(_ input: [UInt8]) {
    guard let fields = try? CertificateFields(input.span) else { return }
    require(!fields.commonName.utf8.elementsEqual(fields.subject), "a name is not the whole")
    // OpenSSL may refuse more, but not read on where we have stopped.
    _ = try? CertificatesHandle.read([input])
}
